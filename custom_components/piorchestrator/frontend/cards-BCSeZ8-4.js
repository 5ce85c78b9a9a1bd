var e=Object.defineProperty,t=(t,n)=>{let r={};for(var i in t)e(r,i,{get:t[i],enumerable:!0});return n||e(r,Symbol.toStringTag,{value:`Module`}),r},n=globalThis,r=n.ShadowRoot&&(n.ShadyCSS===void 0||n.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,i=Symbol(),a=/* @__PURE__ */ new WeakMap,o=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==i)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(r&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=a.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&a.set(t,e))}return e}toString(){return this.cssText}},s=e=>new o(typeof e==`string`?e:e+``,void 0,i),c=(e,...t)=>new o(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,i),l=(e,t)=>{if(r)e.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let r of t){let t=document.createElement(`style`),i=n.litNonce;i!==void 0&&t.setAttribute(`nonce`,i),t.textContent=r.cssText,e.appendChild(t)}},u=r?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return s(t)})(e):e,{is:d,defineProperty:f,getOwnPropertyDescriptor:p,getOwnPropertyNames:m,getOwnPropertySymbols:ee,getPrototypeOf:te}=Object,h=globalThis,ne=h.trustedTypes,re=ne?ne.emptyScript:``,ie=h.reactiveElementPolyfillSupport,g=(e,t)=>e,ae={toAttribute(e,t){switch(t){case Boolean:e=e?re:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},oe=(e,t)=>!d(e,t),se={attribute:!0,type:String,converter:ae,reflect:!1,useDefault:!1,hasChanged:oe};Symbol.metadata??=Symbol(`metadata`),h.litPropertyMetadata??=/* @__PURE__ */ new WeakMap;var _=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=se){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&f(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=p(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??se}static _$Ei(){if(this.hasOwnProperty(g(`elementProperties`)))return;let e=te(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(g(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(g(`properties`))){let e=this.properties,t=[...m(e),...ee(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=/* @__PURE__ */ new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(u(e))}else e!==void 0&&t.push(u(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=/* @__PURE__ */ new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=/* @__PURE__ */ new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=/* @__PURE__ */ new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return l(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?ae:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?ae:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??oe)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=/* @__PURE__ */ new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=/* @__PURE__ */ new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=/* @__PURE__ */ new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};_.elementStyles=[],_.shadowRootOptions={mode:`open`},_[g(`elementProperties`)]=/* @__PURE__ */ new Map,_[g(`finalized`)]=/* @__PURE__ */ new Map,ie?.({ReactiveElement:_}),(h.reactiveElementVersions??=[]).push(`2.1.2`);var v=globalThis,ce=e=>e,y=v.trustedTypes,le=y?y.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,ue=`$lit$`,b=`lit$${Math.random().toFixed(9).slice(2)}$`,de=`?`+b,fe=`<${de}>`,x=document,S=()=>x.createComment(``),C=e=>e===null||typeof e!=`object`&&typeof e!=`function`,w=Array.isArray,pe=e=>w(e)||typeof e?.[Symbol.iterator]==`function`,T=`[ 	
\f\r]`,E=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,me=/-->/g,he=/>/g,D=RegExp(`>|${T}(?:([^\\s"'>=/]+)(${T}*=${T}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),ge=/'/g,_e=/"/g,ve=/^(?:script|style|textarea|title)$/i,O=(e=>(t,...n)=>({_$litType$:e,strings:t,values:n}))(1),k=Symbol.for(`lit-noChange`),A=Symbol.for(`lit-nothing`),ye=/* @__PURE__ */ new WeakMap,j=x.createTreeWalker(x,129);function be(e,t){if(!w(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return le===void 0?t:le.createHTML(t)}var xe=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=E;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===E?c[1]===`!--`?o=me:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=D):(ve.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=D):o=he:o===D?c[0]===`>`?(o=i??E,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?D:c[3]===`"`?_e:ge):o===_e||o===ge?o=D:o===me||o===he?o=E:(o=D,i=void 0);let d=o===D&&e[t+1].startsWith(`/>`)?` `:``;a+=o===E?n+fe:l>=0?(r.push(s),n.slice(0,l)+ue+n.slice(l)+b+d):n+b+(l===-2?t:d)}return[be(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},M=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=xe(t,n);if(this.el=e.createElement(l,r),j.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=j.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(ue)){let t=u[o++],n=i.getAttribute(e).split(b),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?Ce:r[1]===`?`?we:r[1]===`@`?Te:F}),i.removeAttribute(e)}else e.startsWith(b)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(ve.test(i.tagName)){let e=i.textContent.split(b),t=e.length-1;if(t>0){i.textContent=y?y.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],S()),j.nextNode(),c.push({type:2,index:++a});i.append(e[t],S())}}}else if(i.nodeType===8){if(i.data===de)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(b,e+1))!==-1;)c.push({type:7,index:a}),e+=b.length-1}}a++}}static createElement(e,t){let n=x.createElement(`template`);return n.innerHTML=e,n}};function N(e,t,n=e,r){if(t===k)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=C(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=N(e,i._$AS(e,t.values),i,r)),t}var Se=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??x).importNode(t,!0);j.currentNode=r;let i=j.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new P(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Ee(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=j.nextNode(),a++)}return j.currentNode=x,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},P=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=A,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=N(this,e,t),C(e)?e===A||e==null||e===``?(this._$AH!==A&&this._$AR(),this._$AH=A):e!==this._$AH&&e!==k&&this._(e):e._$litType$===void 0?e.nodeType===void 0?pe(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==A&&C(this._$AH)?this._$AA.nextSibling.data=e:this.T(x.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=M.createElement(be(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new Se(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=ye.get(e.strings);return t===void 0&&ye.set(e.strings,t=new M(e)),t}k(t){w(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(S()),this.O(S()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=ce(e).nextSibling;ce(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},F=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=A,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(/* @__PURE__ */ new String),this.strings=n):this._$AH=A}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=N(this,e,t,0),a=!C(e)||e!==this._$AH&&e!==k,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=N(this,r[n+o],t,o),s===k&&(s=this._$AH[o]),a||=!C(s)||s!==this._$AH[o],s===A?e=A:e!==A&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===A?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},Ce=class extends F{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===A?void 0:e}},we=class extends F{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==A)}},Te=class extends F{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=N(this,e,t,0)??A)===k)return;let n=this._$AH,r=e===A&&n!==A||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==A&&(n===A||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Ee=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){N(this,e)}},De={M:ue,P:b,A:de,C:1,L:xe,R:Se,D:pe,V:N,I:P,H:F,N:we,U:Te,B:Ce,F:Ee},Oe=v.litHtmlPolyfillSupport;Oe?.(M,P),(v.litHtmlVersions??=[]).push(`3.3.3`);var ke=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new P(t.insertBefore(S(),e),e,void 0,n??{})}return i._$AI(e),i},I=globalThis,L=class extends _{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=ke(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return k}};L._$litElement$=!0,L.finalized=!0,I.litElementHydrateSupport?.({LitElement:L});var Ae=I.litElementPolyfillSupport;Ae?.({LitElement:L}),(I.litElementVersions??=[]).push(`4.2.2`);function R(e,t,n,r,i,a,o=!1,s,c=t){let l=e.busy.has(c);return O`<button
class=${a}
?disabled=${o||l}
aria-busy=${l}
@click=${()=>e.perform(t,n,s,c)}
>
${Ne(l,r)}<span class="label">${i}</span>
</button>`}var je=(e,t,n,r,i)=>O`<button class="filter" aria-pressed=${n} @click=${i}>
<ha-icon icon=${e} style="color:${t}"></ha-icon>${r}
</button>`,Me=(e,t,n)=>O`<b>${t.toLocaleString(e.hass.language)}</b> <span>${n}</span>`,Ne=(e,t)=>O`<ha-icon class=${e?`turning`:``} icon=${e?`mdi:loading`:t}></ha-icon>`,Pe=class{constructor(e,t){this.host=e,this.runs=t,e.addController(this)}hostUpdated(){this.timer===void 0&&this.runs()&&(this.timer=window.setTimeout(()=>{this.timer=void 0,this.host.requestUpdate()},1e3))}hostDisconnected(){window.clearTimeout(this.timer),this.timer=void 0}};function z(e){return e==null?0:Math.max(0,Math.ceil((new Date(e).getTime()-Date.now())/1e3))}function Fe(e){let t=Math.floor(e/60),n=e=>String(e).padStart(2,`0`);return t<60?`${t}:${n(e%60)}`:`${Math.floor(t/60)}:${n(t%60)}:${n(e%60)}`}var Ie=[`home-assistant`,`hc-main`];function Le(e){Promise.race(Ie.map(e=>customElements.whenDefined(e))).then(()=>{for(let[t,n]of Object.entries(e))customElements.get(t)||customElements.define(t,n)})}var B=c`
:host {
display: block;
container-type: inline-size;
--ok: var(--success-color, #0b7d3b);
--bad: var(--error-color, #b71c1c);
--care: var(--warning-color, #b26a00);
--busy: var(--info-color, var(--primary-color));
--quiet: var(--disabled-color, #6f6f6f);
--line: 1px solid var(--divider-color);
--soft: var(--secondary-background-color);
}
ha-card {
display: flex;
flex-direction: column;
gap: 12px;
padding: 16px;
height: 100%;
box-sizing: border-box;
}
header,
.bar {
display: flex;
flex-wrap: wrap;
align-items: center;
gap: 8px;
}
h2,
h3 {
margin: 0;
font-size: var(--ha-font-size-l, 1.15rem);
font-weight: var(--ha-font-weight-medium, 500);
overflow-wrap: anywhere;
}
h3 {
font-size: var(--ha-font-size-m, 1rem);
}
.grow {
flex: 1;
min-width: 0;
}
.faint {
color: var(--secondary-text-color);
}
.small {
font-size: var(--ha-font-size-s, 0.85rem);
}
p {
margin: 0;
}
ha-icon {
--mdc-icon-size: 20px;
flex: none;
}
.chip {
display: inline-flex;
align-items: center;
gap: 4px;
padding-block: 2px;
padding-inline: 6px 10px;
border-radius: 999px;
background: var(--soft);
font-size: var(--ha-font-size-s, 0.85rem);
white-space: nowrap;
}
button,
select,
input,
textarea {
font: inherit;
color: var(--primary-text-color);
min-height: 40px;
box-sizing: border-box;
border-radius: var(--ha-border-radius-md, 8px);
border: var(--line);
background: var(--card-background-color);
padding: 0 12px;
max-width: 100%;
}
button {
display: inline-flex;
align-items: center;
justify-content: center;
gap: 6px;
cursor: pointer;
color: var(--primary-text-color);
}
button:hover:not(:disabled) {
background: var(--soft);
}
button:disabled {
cursor: default;
opacity: 0.55;
}
button.primary {
background: color-mix(in srgb, var(--primary-color), transparent 75%);
border-color: var(--primary-color);
font-weight: var(--ha-font-weight-medium, 500);
}
button.primary:hover:not(:disabled) {
background: color-mix(in srgb, var(--primary-color), transparent 60%);
}
button.danger {
border-color: var(--bad);
color: color-mix(in srgb, var(--bad), var(--primary-text-color) 35%);
}
button.plain {
border-color: transparent;
background: none;
padding: 0 8px;
}
button.icon {
min-width: 40px;
padding: 0;
}
:focus-visible {
outline: 2px solid var(--primary-color);
outline-offset: 2px;
}
.notice {
--tone: var(--quiet);
display: flex;
flex-wrap: wrap;
align-items: center;
gap: 8px 12px;
padding: 8px 12px;
border-radius: var(--ha-border-radius-md, 8px);
background: color-mix(in srgb, var(--tone), transparent 88%);
overflow-wrap: anywhere;
}
.notice > ha-icon {
color: var(--tone);
}
.notice.ok {
--tone: var(--ok);
}
.notice.info {
--tone: var(--busy);
}
.notice.warning {
--tone: var(--care);
}
.notice.error {
--tone: var(--bad);
}
.notice > .grow {
flex-basis: 12em;
}
code {
font-family: var(--ha-font-family-code, monospace);
overflow-wrap: anywhere;
}
a.button {
padding: 8px;
color: var(--primary-color);
font-weight: var(--ha-font-weight-medium, 500);
}
.visually-hidden {
position: absolute;
width: 1px;
height: 1px;
overflow: hidden;
clip-path: inset(50%);
white-space: nowrap;
}
section {
display: flex;
flex-direction: column;
gap: 8px;
}
.fact,
.state {
display: inline-flex;
align-items: center;
gap: 6px;
}
.chip.bad {
background: color-mix(in srgb, var(--bad), transparent 80%);
}
.filter {
min-height: 36px;
padding-inline: 8px 12px;
border-radius: 999px;
font-size: var(--ha-font-size-s, 0.85rem);
}
.filter[aria-pressed="true"] {
border-color: var(--primary-color);
background: color-mix(in srgb, var(--primary-color), transparent 85%);
}
.answer {
min-height: 1.4em;
}
piorchestrator-dialog > :not(:last-child) {
margin-block-end: 12px;
}
.end {
justify-content: flex-end;
}
dl {
display: grid;
grid-template-columns: max-content 1fr;
gap: 8px 16px;
margin: 0 0 16px;
}
dt {
color: var(--secondary-text-color);
}
dd {
margin: 0;
overflow-wrap: anywhere;
}
@media (prefers-reduced-motion: no-preference) {
.turning {
animation: turn 1.2s linear infinite;
}
@keyframes turn {
to {
transform: rotate(1turn);
}
}
}
`,Re=10;function ze(e,t,n,r,i=0){if(e<=100)return{first:0,end:e,above:0,below:0};let a=Math.max(0,Math.floor((n-i)/t)-Re),o=Math.min(a,Math.max(0,e-1)),s=Math.min(e,Math.ceil((n-i+r)/t)+Re);return{first:o,end:s,above:o*t,below:(e-s)*t}}function Be(e,t,n,r){if(!r)return[...e];let i=new Map(t.map(e=>[e.mac,e])),a=n.flatMap(e=>i.get(e)??[]),o=new Set(n);return[...a,...e.filter(e=>!o.has(e.mac))]}var Ve=class{constructor(e,t,n){this.host=e,this.rules=t,this.sorting=n,this.rows=[],this.search=``,this.scrolled=0,this.isHeld=!1,this.scroll=e=>{this.scrolled=e.target.scrollTop,this.host.requestUpdate()},this.hold=e=>{let t=e.type===`pointerenter`||e.type===`focusin`;this.isHeld&&!t&&this.host.requestUpdate(),this.isHeld=t}}take(e,t){let n=e.filter(e=>t(e)&&this.rules.isFound(e,this.search)),r=this.rows.map(e=>e.mac);this.rows=Be(this.rules.sorted(n,this.sorting),e,r,this.isHeld)}set(e={}){this.isHeld=!1,Object.assign(this,e),this.host.requestUpdate()}sort(e){let t=this.sorting.column===e&&!this.sorting.descending;this.set({sorting:{column:e,descending:t}})}};async function He(e,t){if(navigator.clipboard)try{return await navigator.clipboard.writeText(e),!0}catch{}let n=document.createElement(`textarea`);n.value=e,n.style.position=`fixed`,t.after(n),n.select();try{return document.execCommand(`copy`)}finally{n.remove(),t.focus()}}function Ue(e,t,n){let r=document.createElement(`a`);r.href=URL.createObjectURL(new Blob([t],{type:n})),r.download=e,r.click(),setTimeout(()=>URL.revokeObjectURL(r.href),1e3)}function V(e,t=()=>void(e.refusal=void 0)){let{t:n,refusal:r}=e;if(!r)return A;let i=z(r.retryAt);return O`<div class="notice error" role="alert">
<ha-icon icon="mdi:alert-circle-outline"></ha-icon>
<span class="grow">${r.message}</span>
${i?O`<span class="chip" role="timer">${n(`retry_in`,{n:i})}</span>`:A}
${H(n,r.correlationId)}
<button class="plain icon" aria-label=${n(`close`)} @click=${t}><ha-icon icon="mdi:close"></ha-icon></button>
</div>`}function H(e,t){return t?O`<button class="plain icon copy" title=${e(`copy_id`,{id:t})} aria-label=${e(`copy_id`,{id:t})} @click=${async e=>{let n=e.currentTarget,r=n.querySelector(`ha-icon`);r?.setAttribute(`icon`,await He(t,n)?`mdi:check`:`mdi:close`),setTimeout(()=>r?.setAttribute(`icon`,`mdi:content-copy`),2e3)}}>
<ha-icon icon="mdi:content-copy"></ha-icon>
</button>`:A}var We={unreachable:`advice_unreachable`,key_refused:`advice_key_refused`,not_loaded:`advice_not_loaded`,removed:`no_such_pi`},Ge=e=>O`<a class="button" href="/config/integrations/integration/piorchestrator">${e.t(`settings`)}</a>`;function Ke(e,t){let n=e.hass.connected?We[t.state]:`advice_browser`;if(!n)return A;let r=n===`advice_key_refused`||n===`advice_not_loaded`;return O`<div class="notice error" role="alert">
<ha-icon icon="mdi:lan-disconnect"></ha-icon>
<span class="grow">${e.t(n)}</span>
${r?Ge(e):A}
</div>`}var qe={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Je=e=>(...t)=>({_$litDirective$:e,values:t}),Ye=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},{I:Xe}=De,Ze=e=>e,Qe=e=>e.strings===void 0,$e=()=>document.createComment(``),U=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new Xe(r.insertBefore($e(),i),r.insertBefore($e(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=Ze(e).nextSibling;Ze(r).insertBefore(e,i),e=t}}}return n},W=(e,t,n=e)=>(e._$AI(t,n),e),et={},tt=(e,t=et)=>e._$AH=t,nt=e=>e._$AH,rt=e=>{e._$AR(),e._$AA.remove()},it=(e,t,n)=>{let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},at=Je(class extends Ye{constructor(e){if(super(e),e.type!==qe.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=nt(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=W(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=W(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=W(i[d],a[m]),U(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=W(i[f],a[p]),U(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=it(o,p,m),u=it(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=U(e,i[d]);W(t,a[p]),c[p]=t}else c[p]=W(n,a[p]),U(e,i[d],n),i[t]=null;p++}else rt(i[f]),f--}else rt(i[d]),d++;for(;p<=m;){let t=U(e,c[m+1]);W(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&rt(e)}return this.ut=o,tt(e,c),k}}),ot=56,st=480,ct=40,lt=(e,t)=>O`<input
type="search"
placeholder=${e.t(`search`)}
aria-label=${e.t(`search`)}
.value=${t.search}
@input=${e=>t.set({search:e.target.value})}
/>`;function ut(e,t,n,r,i){let{rows:a,scrolled:o,hold:s}=n,{first:c,end:l,above:u,below:d}=ze(a.length,ot,o,st,ct);return O`<div
class="scroll"
tabindex="0"
role="region"
aria-label=${t}
@scroll=${n.scroll}
@pointerenter=${s}
@pointerleave=${s}
@focusin=${s}
@focusout=${s}
>
<table aria-rowcount=${a.length+1}>
<thead>
<tr>
${r.map(t=>ft(e,n,...t))}
<th class="act"><span class="visually-hidden">${e.t(`controls`)}</span></th>
</tr>
</thead>
<tbody>
${dt(u)}${at(a.slice(c,l),({mac:e})=>e,(e,t)=>O`<tr aria-rowindex=${c+t+2}>${i(e)}</tr>`)}${dt(d)}
</tbody>
</table>
${a.length?A:O`<p class="empty faint">${e.t(`nothing_found`)}</p>`}
</div>`}var dt=e=>e?O`<tr class="spacer" aria-hidden="true" style="height:${e}px"></tr>`:A;function ft(e,t,n,r,i){let{sorting:a}=t,o=a.column===n,s=`mdi:arrow-${a.descending?`down`:`up`}`;return O`<th
class="col-${n} ${i}"
scope="col"
aria-sort=${o?a.descending?`descending`:`ascending`:`none`}
>
<button @click=${()=>t.sort(n)}>
<span>${e.t(r)}</span>${o?O`<ha-icon icon=${s}></ha-icon>`:A}
</button>
</th>`}var pt={loading:`Waiting for the Pi …`,no_pi:`There is no PiOrchestrator yet. Add the integration under Settings, Devices & services.`,no_such_pi:`The PiOrchestrator of this card is gone. Choose another one in the card's settings.`,no_integration:`The integration PiOrchestrator is not running.`,close:`Close`,no_part:`A part of the card could not be loaded. Is the connection there? Try again, or reload the page.`,cancel:`Cancel`,retry_in:`Try again in {n} s.`,copy_id:`Copy correlation id {id}`,card_entry:`PiOrchestrator`,card_title:`Title`,settings:`Settings`,offline:`Offline`,live:`Live`,live_means:`Changes show at once.`,polled:`Polling`,polled_means:`The event stream is down: changes show within seconds.`,only_admins:`Only administrators can change something here.`,advice_unreachable:`The Pi does not answer. What you see is from before. Check that it is on and in the network; it is asked again every few seconds.`,advice_key_refused:`The Pi refuses the API key. What you see is from before. Enter the new key in the settings.`,advice_not_loaded:`The integration of this Pi is not running. What you see is from before.`,advice_browser:`This page has lost Home Assistant. What you see is from before.`,search:`Search`,filter:`Filter`,nothing_found:`Nothing matches.`,progress:`Progress`,controls:`Actions`,boards:`Boards`,unattended:`Unattended`,unattended_paused:`Unattended mode has paused: more than half of its boards failed. Look at them; switch it off and on again to go on.`,session_discovering:`Discovering`,session_active:`Active`,session_paused:`Paused`,session_closing:`Closing`,session_closed:`Closed`,session_interrupted:`Interrupted`,state_expected:`Expected`,state_discovered:`Discovered`,state_provisioning:`Provisioning`,state_provisioned:`Provisioned`,state_verifying:`Verifying`,state_verified:`Verified`,state_failed:`Failed`,group_verified:`verified`,group_working:`in progress`,group_waiting:`waiting`,group_failed:`failed`,group_stranger:`not allowed`,group_missing:`missing`,hold_not_named:`Not meant for this batch`,hold_weak_signal:`Held back: weak signal`,hold_firmware:`Held back: firmware`,hold_ceiling:`Held back: limit of the batch reached`,hold_sent:`Waiting for the Pi's answer`,hold_refused:`Left to you: the Pi refused it`,hold_not_retryable:`Left to you: another try would not help`,hold_retries:`Left to you: tried often enough`,hold_other_entry:`Another entry of this Pi acts`,of_verified:`of {n} board verified|of {n} boards verified`,target:`Target network`,left:`Time left`,onboarding:`On the onboarding Wi-Fi`,next_try:`Next try`,complete:`The expected board is verified.|All {n} expected boards are verified.`,batch_over:`The batch has ended: {verified} verified, {failed} failed.`,save_report:`Save report`,last_fault:`The Pi reported: {message} ({code})`,interrupted:`A batch for {network} of {begun} was interrupted.`,interrupted_stands:`{verified} of {n} board verified, {failed} failed.|{verified} of {n} boards verified, {failed} failed.`,resume:`Resume`,discard:`Discard …`,no_profile:`A batch needs a Wi-Fi profile: the network that the boards are sent to. Add one in the settings.`,profile:`Wi-Fi profile`,start:`Start a batch`,provision:`Provision`,provision_all:`Provision all`,provision_n:`Provision {n}|Provision all {n}`,unused:`{n} board of the allowlist is still to come.|{n} boards of the allowlist are still to come.`,retry:`Retry`,retry_n:`Retry {n} failed`,begun:`{n} begun, {skipped} left out by the Pi.`,retried:`{n} begun.`,retry_refused:`{n} refused: {message}`,stop:`Stop …`,why_empty:`Looking for boards. Power them on near the Pi.`,why_closing:`The batch is being closed.`,why_paused:`The Pi has paused the batch: nothing can be begun until it goes on.`,why_not_now:`The Pi takes no work for this batch now.`,left_out:`Left out: {reasons}.`,out_stranger:`{n} not on the allowlist`,out_failed:`{n} failed (retry them)`,out_working:`{n} already in progress`,out_verified:`{n} verified`,out_missing:`{n} not found yet`,col_board:`Board`,col_state:`State`,col_rssi:`Signal`,col_firmware:`Firmware`,col_attempts:`Attempts`,col_container:`Container`,col_reason:`Reason`,attempt:`Attempt {n}`,strangers:`{n} board is not on the allowlist|{n} boards are not on the allowlist`,strangers_mean:`They were found, and are left alone until you allow them.`,allow:`Allow`,allowed:`{mac} is on the allowlist now.`,missing_named:`{n} board of this batch is missing|{n} boards of this batch are missing`,missing_listed:`{n} board of the allowlist was not found yet|{n} boards of the allowlist were not found yet`,missing_mean:`Are they powered on, and near the Pi?`,and_more:`and {n} more`,dashboard_name:`PiOrchestrator`,dashboard_description:`Batches, allowlist and health of every Pi; it follows as Pis come and go.`,dashboard_batch_name:`PiOrchestrator batch`,dashboard_batch_description:`The batch of boards, live: start it, provision, retry, stop.`,dashboard_allowlist_name:`PiOrchestrator allowlist`,dashboard_allowlist_description:`The boards that may be provisioned: add, remove, import, export, print labels.`},mt={de:()=>import(`./de-Dit8nML1.js`),es:()=>import(`./es-BnxLTo5l.js`),fr:()=>import(`./fr-DgyWmrCG.js`),pt:()=>import(`./pt-br-CSdG0JXz.js`)},G={...pt},ht={en:G},gt=e=>void Object.assign(G,e);async function K(e){let t=e.split(`-`)[0]??`en`;if(ht[t]||!mt[t])return!1;try{return ht[t]=(await mt[t]()).texts,!0}catch{return!1}}function _t(e,t){K(e).then(e=>e&&t())}var vt=e=>e in G;function q(e,t,n={}){let[r=``,i]=((ht[e.split(`-`)[0]??`en`]??G)[t]??G[t]??t).split(`|`);return(i===void 0||new Intl.PluralRules(e).select(Number(n.n))===`one`?r:i).replace(/\{(\w+)\}/g,(t,r)=>{let i=n[r];return i===void 0?t:typeof i==`number`?i.toLocaleString(e):i})}var yt=/^[0-9a-f]{2}(?:[:\-.\s]?[0-9a-f]{2}){5}$/i,bt=/^[0-9a-f]{4}[.\-:][0-9a-f]{4}[.\-:][0-9a-f]{4}$/i,xt=/[:\-.\s]/g;function St(e){let t=e.trim();if(!t)return{fault:`empty`};let n=t.replace(xt,``),r=[...n].find(e=>!/^[0-9a-f]$/i.test(e));return r===void 0?n.length===12?!yt.test(t)&&!bt.test(t)?{fault:`order`}:{mac:n.toUpperCase().match(/../g).join(`:`)}:{fault:n.length<12?`few`:`many`,digits:n.length}:{fault:`letter`,letter:r}}function Ct(e,t){let n=t.replace(xt,``).toUpperCase();return/^[0-9A-F]+$/.test(n)&&e.replaceAll(`:`,``).includes(n)}function wt(e,t,n){let r=e.trim().toLowerCase();return!r||n.some(e=>e?.toLowerCase().includes(r))||Ct(t,r)}var Tt=e=>`ESP-CAM ${e.replaceAll(`:`,``).slice(-6)}`,Et=new Intl.Collator(void 0,{numeric:!0});function Dt(e,t,n){return e===null||t===null?Number(e===null)-Number(t===null):typeof e==`number`&&typeof t==`number`?n*(e-t):n*Et.compare(String(e),String(t))}var Ot=(e,t,n)=>[...e].sort((e,r)=>Dt(t(e),t(r),n?-1:1)),J=`piorchestrator`,kt=e=>e.callWS({type:`${J}/entries`}),At=3;async function jt(e,t,n,r={}){let{response:i}=await e.callWS({type:`call_service`,domain:J,service:n,service_data:{config_entry_id:t,...r},return_response:!0});return i}async function Mt(e,t){let n=t?.error??t??{};if(t===At||n.code===At)return{message:q(e.language,`advice_browser`)};let r=n.translation_placeholders??{},i={message:await Ft(e,n.translation_key,r)||n.message||String(t)},a=r.correlation_id;a&&a!==`–`&&(i.correlationId=a);let o=Number(r.retry_after);return o>0&&(i.retryAt=Date.now()+o*1e3),i}var Nt=(e,t)=>t&&!e?.includes(t)?`${e??``} (${t})`.trim():e??``;function Pt({message:e,code:t,correlation_id:n,retry_after:r}){if(!e&&!t)return;let i={message:Nt(e,t)};return n&&(i.correlationId=n),r&&(i.retryAt=Date.now()+r*1e3),i}async function Ft(e,t,n){return t?(await e.loadBackendTranslation(`exceptions`,J),e.localize(`component.${J}.exceptions.${t}.message`,n)):``}async function It(e,t){try{return await t()}catch{e.refusal={message:e.t(`no_part`)};return}}function Lt(e,{parts:t}){let{session:n,legal:r}=t;return r?e.isAdmin?e.mayAct?n?.is_open?n.is_interrupted?A:O`<section aria-label=${e.t(`controls`)}>
<div class="bar controls">${Bt(e,r.work)} <span class="grow"></span>${Ht(e,n.id,r.stop)}</div>
${Rt(e,Ut(e,t))}
</section>`:zt(e,t.pi.profiles):A:O`<p class="faint small">${e.t(`only_admins`)}</p>`:A}var Rt=(e,t)=>O`<p class="small answer"><span role="status">${e.said}</span>${e.said?A:O`<span class="faint">${t}</span>`}</p>`;function zt(e,t){let[n]=t;if(!n)return O`<div class="notice">
<span class="grow">${e.t(`no_profile`)}</span>
${Ge(e)}
</div>`;let r=t.find(({id:t})=>t===e.profile)??n,i=e.known?.parts.allowlist?.unused;return O`<section aria-label=${e.t(`controls`)}>
<div class="bar controls">
<label class="bar grow"
><span>${e.t(`profile`)}</span>
<select class="grow" @change=${t=>e.profile=t.target.value}>
${t.map(({id:e,title:t})=>O`<option value=${e} ?selected=${e===r.id}>${t}</option>`)}
</select></label
>${R(e,`start_session`,{network:r.id},`mdi:play`,e.t(`start`),`primary`)}
</div>
${Rt(e,i==null?``:e.t(`unused`,{n:i}))}
</section>`}function Bt(e,t){let n=e.rows.filter(({board:e})=>e.step===`provision`).length,r=e.rows.filter(({board:e})=>e.step===`retry`).length;return O`${R(e,`provision_all`,{},`mdi:upload-network`,n?e.t(`provision_n`,{n}):e.t(`provision_all`),`primary`,!t||!n,({initiated_count:t,skipped_count:n})=>e.t(`begun`,{n:t??0,skipped:n??0}))}${r?R(e,`retry_device`,{},`mdi:restart`,e.t(`retry_n`,{n:r}),``,!t,t=>Vt(e,t)):A}`}function Vt(e,{results:t}){let n=t.filter(({accepted:e})=>!e),r=n[0]&&Pt(n[0]);return r&&(e.refusal={...r,message:e.t(`retry_refused`,{n:n.length,message:r.message})}),e.t(`retried`,{n:t.length-n.length})}function Ht(e,t,n){return O`<button class="danger" ?disabled=${!n||e.busy.size>0} @click=${()=>e.open({asked:`stop:${t}`})}>
<ha-icon icon="mdi:stop"></ha-icon>${e.t(`stop`)}
</button>`}function Ut(e,{session:t,legal:n}){if(t?.state===`closing`||t?.state===`paused`)return e.t(`why_${t.state}`);if(!e.rows.length)return e.t(`why_empty`);if(!n?.work)return e.t(`why_not_now`);let{counts:r}=e,i=[[r.stranger,`out_stranger`],[r.failed,`out_failed`],[r.working,`out_working`],[r.verified,`out_verified`],[r.missing,`out_missing`]].filter(([e])=>e>0).map(([t,n])=>e.t(n,{n:t}));return i.length?e.t(`left_out`,{reasons:i.join(`, `)}):``}var Y={verified:{icon:`mdi:check-circle`,color:`var(--ok)`,label:`group_verified`},working:{icon:`mdi:progress-clock`,color:`var(--busy)`,label:`group_working`},waiting:{icon:`mdi:clock-outline`,color:`var(--secondary-text-color)`,label:`group_waiting`},failed:{icon:`mdi:alert-circle`,color:`var(--bad)`,label:`group_failed`},stranger:{icon:`mdi:help-circle-outline`,color:`var(--care)`,label:`group_stranger`},missing:{icon:`mdi:circle-outline`,color:`var(--quiet)`,label:`group_missing`}},Wt=[-75,-67,-60],Gt=e=>`mdi:wifi-strength-${1+Wt.filter(t=>e>=t).length}`,Kt=[[`name`,`col_board`,``],[`state`,`col_state`,``],[`rssi`,`col_rssi`,`wide`],[`firmware`,`col_firmware`,`wide`],[`attempts`,`col_attempts`,`wide`]];function qt(e){return e.rows.length?O`<section aria-label=${e.t(`boards`)}>
<div class="bar">
<h3 class="grow">${e.t(`boards`)}</h3>
${lt(e,e.listing)}
</div>
${ut(e,e.t(`boards`),e.listing,Kt,t=>Jt(e,t))}
</section>`:A}function Jt(e,t){let{board:n,mac:r,name:i}=t,{icon:a,color:o}=Y[t.group];return O`<td class="two-lines">
<button class="link" @click=${()=>e.open({opened:r})}>${i}</button>
<span class="small faint"
><bdi dir="ltr">${r}</bdi>${n.rssi===null?A:O` <ha-icon class="narrow" icon=${Gt(n.rssi)} title="${n.rssi} dBm"></ha-icon>`}</span
>
</td>
<td class="two-lines">
<span class="state"><ha-icon icon=${a} style="color:${o}"></ha-icon><span>${e.word(`state`,n.state)}</span></span>
<span class="small faint" title=${X(e,t)}>${X(e,t)}</span>
</td>
<td class="wide">${Yt(n.rssi)}</td>
<td class="wide">${n.firmware_version??`–`}</td>
<td class="wide">${n.attempts}</td>
<td class="act">${H(e.t,n.error?.correlation_id)}${Xt(e,t)}</td>`}var Yt=e=>e===null?`–`:O`<span class="state"><ha-icon icon=${Gt(e)}></ha-icon>${e} dBm</span>`;function X(e,{board:t}){let{error:n,hold:r}=t;return n?Nt(n.message,n.code):r?e.word(`hold`,r):t.attempts>1?e.t(`attempt`,{n:t.attempts}):``}function Xt(e,{mac:t,board:n}){if(!e.mayAct||!n.step)return A;let[r,i,a]=n.step===`retry`?[`retry_device`,`mdi:restart`,`retry`]:[`provision_device`,`mdi:upload-network`,`provision`];return R(e,r,{mac:t},i,e.t(a),``,!1,t=>Vt(e,t),`${r} ${t}`)}function Zt(e,t){let n=t.kind===`snapshot`?void 0:e;return{parts:{...n?.parts,...t.parts},boards:Qt(n?.boards,t.boards),allowlist:Qt(n?.allowlist,t.allowlist)}}function Qt(e=/* @__PURE__ */ new Map,t){if(!t)return e;let n=new Map(e);for(let[e,r]of Object.entries(t))r===null?n.delete(e):n.set(e,r);return n}var $t=class{constructor(e,t){this.connection=e,this.entryId=t,this.listeners=/* @__PURE__ */ new Map,this.begin=()=>{let e=this.connection.subscribeMessage(e=>this.hear(e),{type:`${J}/subscribe`,config_entry_id:this.entryId},{resubscribe:!1});this.subscription=e,e.catch(t=>{if(this.subscription===e){this.end();for(let e of this.listeners.values())e(t)}})},e.addEventListener(`ready`,this.begin),this.begin()}listen(e,t){this.listeners.set(e,t),this.known&&e(this.known)}leave(e){this.listeners.delete(e),this.listeners.size||(this.end(),this.subscription?.then(e=>e()).catch(()=>void 0))}end(){this.connection.removeEventListener(`ready`,this.begin),Z.get(this.entryId)===this&&Z.delete(this.entryId)}hear(e){this.known=Zt(this.known,e);for(let e of this.listeners.keys())e(this.known)}},Z=/* @__PURE__ */ new Map;function en(e,t,n,r){let i=Z.get(t);i?.connection!==e&&(i=new $t(e,t),Z.set(t,i));let a=i;return a.listen(n,r),()=>a.leave(n)}var tn=5e3,nn=8e3,Q=class extends L{static{this.properties={known:{attribute:!1,state:!0},problem:{attribute:!1,state:!0},refusal:{attribute:!1,state:!0},busy:{attribute:!1,state:!0},said:{attribute:!1,state:!0}}}constructor(){super(),this.t=(e,t)=>q(this.current?.language??`en`,e,t),this.busy=/* @__PURE__ */ new Set}static getStubConfig(){return{}}static getConfigForm(){let e={entry:`card_entry`,title:`card_title`};return{schema:[{name:`entry`,selector:{config_entry:{integration:J}}},{name:`title`,selector:{text:{}}}],computeLabel:({name:t})=>q(document.documentElement.lang||`en`,e[t]??`card_entry`)}}set hass(e){let t=this.current;this.current=e,t?.language!==e.language&&_t(e.language,()=>this.requestUpdate()),(t?.connection!==e.connection||t.connected!==e.connected||t.language!==e.language||t.user?.is_admin!==e.user?.is_admin)&&(this.requestUpdate(),this.connect())}get hass(){return this.current}setConfig(e){let t=this.config;this.config=e,t&&t.entry!==e.entry&&this.disconnect(),this.requestUpdate(),this.connect()}connectedCallback(){super.connectedCallback(),this.connect()}disconnectedCallback(){super.disconnectedCallback(),this.disconnect()}get heading(){return this.config.title??``}get isAdmin(){return this.current?.user?.is_admin??!1}get mayAct(){return this.isAdmin&&this.hass.connected&&this.known?.parts.pi.state===`ok`}word(e,t){let n=`${e}_${t}`;return vt(n)?this.t(n):t??`–`}async act(e,t={},n=e){if(this.entryId&&!this.busy.has(n)){this.busy=/* @__PURE__ */ new Set([...this.busy,n]),this.refusal=void 0;try{return await jt(this.hass,this.entryId,e,t)}catch(e){this.refusal=await Mt(this.hass,e);return}finally{this.busy=new Set([...this.busy].filter(e=>e!==n))}}}async perform(e,t,n=()=>void 0,r=e){this.say(void 0);let i=await this.act(e,t,r);return i!==void 0&&this.say(n(i)),i}say(e){window.clearTimeout(this.saying),this.said=e,e&&(this.saying=window.setTimeout(()=>this.said=void 0,nn))}async connect(){let e=this.current?.connection;if(!e||!this.config||!this.isConnected||this.followed?.connection===e)return;this.disconnect();let t=this.followed={connection:e};try{let n=this.config.entry??(await kt(this.hass))[0]?.entry_id;if(this.followed!==t)return;if(this.entryId=n,!n)return this.fail(`no_pi`);this.leave=en(e,n,e=>this.known=e,({code:e})=>this.fail(e===`not_found`?`no_such_pi`:`no_integration`))}catch{this.followed===t&&this.fail(`no_integration`)}}fail(e){this.known=void 0,this.problem=e,this.again=window.setTimeout(()=>{this.disconnect(),this.connect()},tn)}disconnect(){window.clearTimeout(this.again),this.leave?.(),this.leave=this.followed=this.known=void 0}render(){return!this.current||!this.config?O`${A}`:O`<ha-card>${this.known?this.content(this.known):this.waiting()}</ha-card>`}waiting(){return this.problem?O`<p class="notice warning" role="alert">${this.t(this.problem)}</p>`:O`<p class="notice" role="status">${this.t(`loading`)}</p>`}},rn=c`
.scroll {
overflow: auto;
overscroll-behavior: contain;
max-height: 480px;
border: var(--line);
border-radius: var(--ha-border-radius-md, 8px);
}
table {
width: 100%;
border-collapse: collapse;
table-layout: fixed;
}
th,
td {
text-align: start;
padding: 0 8px;
overflow: hidden;
text-overflow: ellipsis;
white-space: nowrap;
}
th {
position: sticky;
top: 0;
z-index: 1;
height: 40px;
background: var(--card-background-color);
box-shadow: inset 0 -1px var(--divider-color);
font-weight: var(--ha-font-weight-medium, 500);
}
th button {
border: 0;
background: none;
padding: 0;
min-height: 40px;
width: 100%;
justify-content: flex-start;
font-weight: inherit;
}
tbody tr:not(.spacer) {
height: var(--row, 56px);
}
tbody tr:not(.spacer) > * {
box-shadow: inset 0 -1px var(--divider-color);
}
.two-lines > * {
display: block;
overflow: hidden;
text-overflow: ellipsis;
}
.act {
width: 148px;
text-align: end;
padding-inline: 4px;
}
th button span {
overflow: hidden;
text-overflow: ellipsis;
}
td .state {
display: flex;
}
td .state > span {
overflow: hidden;
text-overflow: ellipsis;
}
.link {
display: block;
width: 100%;
min-height: 24px;
border: 0;
padding: 0;
background: none;
text-align: start;
font-weight: var(--ha-font-weight-medium, 500);
}
.link:hover {
text-decoration: underline;
}
.narrow {
display: none;
}
.empty {
padding: 24px;
text-align: center;
}
.bar > input[type="search"] {
width: min(220px, 50%);
}
@container (max-width: 640px) {
.wide {
display: none;
}
.narrow {
display: inline;
}
.act {
width: 48px;
}
td.act .label {
position: absolute;
clip-path: inset(50%);
}
td.act button {
min-width: 40px;
padding: 0;
}
.filters {
display: grid;
grid-template-columns: repeat(auto-fit, minmax(60px, 1fr));
}
.filter {
display: grid;
grid-template-columns: auto auto;
gap: 0 4px;
padding: 6px 2px;
border-radius: var(--ha-border-radius-md, 8px);
justify-content: center;
}
.filter span {
grid-column: span 2;
font-size: 0.75rem;
}
.controls > * {
flex: 1 1 auto;
}
.controls > .grow:empty {
display: none;
}
}
`,an=class extends Q{static{this.properties={...Q.properties,panel:{state:!0}}}static{this.styles=[B,rn]}connectedCallback(){super.connectedCallback(),this.load()}getGridOptions(){return{columns:12,rows:`auto`,min_columns:6}}getCardSize(){return 10}content(e){return this.panel?this.panel.render(e):this.refusal?O`${V(this,()=>void this.load())}`:this.waiting()}async load(){this.refusal=void 0;let e=await It(this,()=>import(`./panel-CQtd6sqn.js`));e&&(this.panel??=new e.Panel(this))}},on=50;function sn(e){return ln(e,`stranger`,e.t(`strangers`,{n:e.counts.stranger}),e.t(`strangers_mean`),!0,t=>e.mayAct?R(e,`add_to_allowlist`,{mac:t.mac},`mdi:check`,e.t(`allow`),``,!1,()=>e.t(`allowed`,{mac:t.mac}),`add_to_allowlist ${t.mac}`):A)}function cn(e,{parts:t}){if(!t.session?.is_open)return A;let n=t.expectation?.named??!1;return ln(e,`missing`,e.t(n?`missing_named`:`missing_listed`,{n:e.counts.missing}),e.t(`missing_mean`),n,()=>A)}function ln(e,t,n,r,i,a){let o=e.rows.filter(e=>e.group===t);if(!o.length)return A;let s=o.length-on;return O`<details class=${t} ?open=${i}>
<summary>${n}</summary>
<p class="small faint">${r}</p>
<ul>
${at(o.slice(0,on),({mac:e})=>e,e=>O`<li>
<span class="two-lines grow"
><span>${e.name}</span
><span class="small faint"
><bdi dir="ltr">${e.mac}</bdi>${e.board.rssi===null?A:O` · ${e.board.rssi} dBm`}</span
></span
>${a(e)}
</li>`)}
</ul>
${s>0?O`<p class="small faint">${e.t(`and_more`,{n:s})}</p>`:A}
</details>`}var un=[`verified`,`working`,`waiting`,`failed`,`stranger`,`missing`],dn=/* @__PURE__ */ new Set([`provisioning`,`provisioned`,`verifying`]);function fn(e){switch(e.state){case`verified`:case`failed`:return e.state;case`expected`:return`missing`;case`discovered`:return e.allowed?`waiting`:`stranger`;default:return dn.has(e.state??``)||e.allowed?`working`:`stranger`}}var pn=(e,t)=>t.name??Tt(e),mn=e=>Array.from(e,([e,t])=>({mac:e,board:t,name:pn(e,t),group:fn(t)}));function hn(e){let t=Object.fromEntries(un.map(e=>[e,0]));for(let n of e)t[n.group]+=1;return t}function gn(e,{column:t,descending:n}){return t===`found`?n?[...e].reverse():[...e]:Ot(e,_n[t],n)}var _n={name:e=>e.name,state:e=>un.indexOf(e.group),rssi:e=>e.board.rssi,firmware:e=>e.board.firmware_version,attempts:e=>e.board.attempts},vn=({mac:e,name:t,board:n},r)=>wt(r,e,[t,n.container_id,n.firmware_version,n.error?.code,n.error?.message]),yn=(e,t)=>e.perform(`get_report`,{session_id:t,format:`csv`},({content:e})=>{Ue(`piorchestrator-${t.slice(0,8)}.csv`,e,`text/csv`)});function bn(e,{parts:t}){let{pi:n,session:r}=t;return O`<header>
<ha-icon icon="mdi:cctv"></ha-icon>
<h2 class="grow">${e.heading||n.title}</h2>
${r?O`<span class="chip session ${r.state}">${xn(e,r)}</span>`:A}
${t.unattended?.is_on?O`<span class="chip"><ha-icon icon="mdi:robot"></ha-icon>${e.t(`unattended`)}</span>`:A}
${Sn(e,n)}
</header>`}var xn=(e,t)=>e.word(`session`,t.is_interrupted?`interrupted`:t.state);function Sn(e,t){if(t.state!==`ok`||!e.hass.connected)return O`<span class="chip bad"><ha-icon icon="mdi:lan-disconnect"></ha-icon>${e.t(`offline`)}</span>`;let[n,r]=t.live?[`mdi:access-point`,`live`]:[`mdi:sync`,`polled`];return O`<span class="chip" title=${e.t(`${r}_means`)}><ha-icon icon=${n}></ha-icon>${e.t(r)}</span>`}function Cn(e,{parts:t}){let{session:n,counters:r,network:i,unattended:a}=t;if(!n||!r)return A;let o=n.is_open&&!n.is_interrupted?z(n.expires_at):0,s=n.is_open?z(a?.again_at):0;return O`<div class="facts">
<span class="figure grow"
><b>${r.verified}</b> ${e.t(`of_verified`,{n:r.total-r.strangers})}</span
>
${$(`mdi:wifi`,e.t(`target`),n.target_ssid)}
${$(`mdi:timer-outline`,e.t(`left`),o?Fe(o):null)}
${n.is_open&&i?.is_active?$(`mdi:wifi-marker`,e.t(`onboarding`),String(i.connected_devices??`–`)):A}
${$(`mdi:robot`,e.t(`next_try`),s?Fe(s):null)}
</div>`}var $=(e,t,n)=>n?O`<span class="fact" title=${t}
><ha-icon icon=${e}></ha-icon><span><span class="small faint">${t}</span><span>${n}</span></span></span
>`:A;function wn(e,{parts:t}){let{session:n,offers:r=[],unattended:i,expectation:a,report:o,fault:s}=t,c=n&&!n.is_open&&o?.session_id===n.id;return O`
${Ke(e,t.pi)} ${r.map(n=>Tn(e,n,t.legal?.resume??!1))}
${i?.pause?O`<div class="notice warning">
<ha-icon icon="mdi:robot-off"></ha-icon><span class="grow">${e.t(`unattended_paused`)}</span>
</div>`:A}
${n?.is_open&&a?.is_complete?O`<div class="notice ok" role="status">
<ha-icon icon="mdi:check-all"></ha-icon><span class="grow">${e.t(`complete`,{n:a.expected})}</span>
</div>`:A}
${c?O`<div class="notice ${o.failed?`warning`:`ok`}">
<ha-icon icon="mdi:flag-checkered"></ha-icon>
<span class="grow">${e.t(`batch_over`,{verified:o.verified,failed:o.failed})}</span>
<button @click=${()=>yn(e,o.session_id)}>
<ha-icon icon="mdi:download"></ha-icon>${e.t(`save_report`)}
</button>
</div>`:A}
${n?.is_open&&s?O`<div class="notice small">
<ha-icon icon="mdi:message-alert-outline"></ha-icon>
<span class="grow">${e.t(`last_fault`,{message:s.message??``,code:s.code??`–`})}</span>
${H(e.t,s.correlation_id)}
</div>`:A}
`}function Tn(e,t,n){let r=t.created_at?new Date(t.created_at).toLocaleString(e.hass.language,{dateStyle:`medium`,timeStyle:`short`}):`–`;return O`<div class="notice warning">
<ha-icon icon="mdi:restore-alert"></ha-icon>
<span class="grow"
><b>${e.t(`interrupted`,{network:t.target_ssid??`–`,begun:r})}</b><br />${e.t(`interrupted_stands`,{verified:t.verified_count??0,n:t.device_count??0,failed:t.failed_count??0})}</span
>
${e.mayAct?O`<button
class="primary"
?disabled=${!n||e.busy.size>0}
@click=${()=>e.perform(`resume_session`,{session_id:t.id})}
>
<ha-icon icon="mdi:play"></ha-icon>${e.t(`resume`)}</button
><button ?disabled=${e.busy.size>0} @click=${()=>e.open({asked:`discard:${t.id}`})}>
${e.t(`discard`)}
</button>`:A}
</div>`}var En=c`
.facts {
display: flex;
flex-wrap: wrap;
align-items: end;
gap: 8px 20px;
}
.figure b {
font-size: 2rem;
line-height: 1;
}
.fact > span > span {
display: block;
line-height: 1.3;
}
.col-name {
width: 27%;
}
.col-rssi {
width: 88px;
}
.col-firmware,
.col-attempts {
width: 72px;
}
summary {
cursor: pointer;
min-height: 40px;
line-height: 40px;
font-weight: var(--ha-font-weight-medium, 500);
}
ul {
margin: 8px 0 0;
padding-inline-start: 20px;
}
details ul {
padding: 0;
list-style: none;
}
details li {
display: flex;
align-items: center;
gap: 8px;
min-height: 52px;
border-block-end: var(--line);
}
@container (max-width: 640px) {
.figure {
flex-basis: 100%;
}
.narrow {
--mdc-icon-size: 14px;
}
.col-name {
width: 45%;
}
td.act .copy {
display: none;
}
}
`,Dn=(e,t)=>un.filter(n=>e[n]>0&&n!==`stranger`&&(t||n!==`missing`));function On(e,t,n){let r=Dn(t,n);return O`<div class="progress" role="img" aria-label=${r.map(n=>`${e(Y[n].label)}: ${t[n]}`).join(`, `)||e(`progress`)}>
${r.map(e=>O`<span class=${e} style="flex-grow:${t[e]};--color:${Y[e].color}"></span>`)}
</div>`}var kn=c`
.progress {
display: flex;
gap: 2px;
height: 12px;
border-radius: 6px;
overflow: hidden;
background: var(--soft);
}
.progress span {
flex-basis: 0;
min-width: 6px;
background: var(--color);
}
.progress .waiting {
opacity: 0.6;
}
.progress .missing {
opacity: 0.25;
}
.progress .working {
background: repeating-linear-gradient(
-45deg,
var(--color) 0 6px,
color-mix(in srgb, var(--color), transparent 35%) 6px 12px
);
}
@media (prefers-reduced-motion: no-preference) {
.progress span {
transition: flex-grow 0.3s;
}
}
`,An=[`verified`,`working`,`waiting`,`failed`],jn=class extends Q{static{this.properties={...Q.properties,group:{state:!0},asked:{state:!0},opened:{state:!0},profile:{state:!0}}}static{this.styles=[B,rn,kn,En]}constructor(){super(),this.rows=[],this.listing=new Ve(this,{isFound:vn,sorted:gn},{column:`found`,descending:!1}),new Pe(this,()=>this.runs())}getGridOptions(){return{columns:`full`,rows:`auto`,min_columns:6}}getCardSize(){return 12}async open(e){this.parts??=await It(this,()=>import(`./dialogs-5Qr597W8.js`)),this.parts&&Object.assign(this,e)}content(e){this.count(e);let{session:t,expectation:n}=e.parts;return O`
${bn(this,e)} ${wn(this,e)}
${V(this)}
${t||this.rows.length?O`<section class="progress-part" aria-label=${this.t(`progress`)}>
${Cn(this,e)} ${On(this.t,this.counts,n?.named??!1)} ${this.legend()}
</section>`:A}
${Lt(this,e)} ${qt(this)} ${sn(this)} ${cn(this,e)} ${this.dialogs(e)}
`}count(e){this.counted!==e.boards&&(this.counted=e.boards,this.rows=mn(e.boards),this.counts=hn(this.rows));let t=this.rows.filter(e=>An.includes(e.group));this.listing.take(t,({group:e})=>!this.group||e===this.group)}legend(){return O`<div class="bar filters" role="group" aria-label=${this.t(`filter`)}>
${An.map(e=>{let{icon:t,color:n,label:r}=Y[e],i=this.group===e;return je(t,n,i,Me(this,this.counts[e],this.t(r)),()=>{this.group=i?void 0:e,this.listing.set()})})}
</div>`}dialogs(e){if(!this.parts)return A;let{session:t,legal:n,offers:r=[]}=e.parts,i=[...t&&n?.stop?[`stop:${t.id}`]:[],...r.map(({id:e})=>`discard:${e}`)];if(this.asked&&!i.includes(this.asked)&&(this.asked=void 0),this.asked)return this.parts.confirmation(this,e,this.asked);let a=this.rows.find(({mac:e})=>e===this.opened);return a||(this.opened=void 0),a?this.parts.boardDialog(this,a):A}runs(){let e=this.known?.parts;return[e?.session?.is_open?e.session.expires_at:null,e?.unattended?.again_at,this.refusal?.retryAt].some(e=>z(e)>0)}},Mn=`https://github.com/DeliCasa/ha-piorchestrator`,Nn=[`session_state`,`session_active`,`progress`,`device_count`,`provisioned_count`,`verified_count`,`failed_count`],Pn=[`allowlist_available`,`allowlist_total`];function Fn(e=window){In(e.customCards??=[],Ln(`batch`,Nn)),In(e.customCards??=[],Ln(`allowlist`,Pn)),In(e.customStrategies??=[],Rn()),Bn()}function In(e,t){e.some(({type:e})=>e===t.type)||e.push(t)}var Ln=(e,t)=>{let n=`${J}-${e}-card`;return zn(`dashboard_${e}_name`,`dashboard_${e}_description`,{type:n,preview:!0,getEntitySuggestion(e,r){let i=e.entities[r],a=e.devices[i?.device_id??``],o=a?.config_entry_id??a?.primary_config_entry;return i?.platform===`piorchestrator`&&t.includes(i.translation_key??``)&&o?{config:{type:`custom:${n}`,entry:o}}:null}})},Rn=()=>zn(`dashboard_name`,`dashboard_description`,{type:J,strategyType:`dashboard`});function zn(e,t,n){return{...n,documentationURL:Mn,get name(){return q(Bn(),e)},get description(){return q(Bn(),t)}}}function Bn(){let e=document.querySelector(`home-assistant`)?.hass?.language??navigator.language;return K(e),e}var Vn,Hn=class extends HTMLElement{static{this.noEditor=!0}static async generate(e,t){let[n,r]=await Promise.all([import(`./parts-LTIF8bt0.js`),kt(t).catch(()=>void 0),K(t.language)]);if(Vn=n,r)return n.dashboard(t,r);let i=q(t.language,`dashboard_name`);return{title:i,views:[n.words(i,q(t.language,`no_integration`))]}}static async getCreateSuggestions(e){return await K(e.language),{title:q(e.language,`dashboard_name`),icon:`mdi:raspberry-pi`}}static shouldRegenerate(e,t,n){return Vn?.isChanged(t,n)??!0}},Un=/* @__PURE__ */ t({});Le({"piorchestrator-batch-card":jn,"piorchestrator-allowlist-card":an,"ll-strategy-dashboard-piorchestrator":Hn}),Fn();export{Pe as A,H as C,ze as D,Ve as E,L as F,A as I,k as L,Ne as M,Me as N,B as O,je as P,O as R,Ke as S,Ue as T,tt as _,Pt as a,Ye as b,Ot as c,Tt as d,gt as f,ut as g,dt as h,It as i,z as j,Le as k,wt as l,lt as m,X as n,Nt as o,q as p,Xt as r,J as s,Un as t,St as u,Qe as v,V as w,qe as x,Je as y,c as z};