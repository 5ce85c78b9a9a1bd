var e=Object.defineProperty,t=(t,n)=>{let r={};for(var i in t)e(r,i,{get:t[i],enumerable:!0});return n||e(r,Symbol.toStringTag,{value:`Module`}),r},n=globalThis,r=n.ShadowRoot&&(n.ShadyCSS===void 0||n.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,i=Symbol(),a=/* @__PURE__ */ new WeakMap,o=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==i)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(r&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=a.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&a.set(t,e))}return e}toString(){return this.cssText}},s=e=>new o(typeof e==`string`?e:e+``,void 0,i),c=(e,...t)=>new o(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,i),l=(e,t)=>{if(r)e.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let r of t){let t=document.createElement(`style`),i=n.litNonce;i!==void 0&&t.setAttribute(`nonce`,i),t.textContent=r.cssText,e.appendChild(t)}},u=r?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return s(t)})(e):e,{is:d,defineProperty:f,getOwnPropertyDescriptor:p,getOwnPropertyNames:m,getOwnPropertySymbols:ee,getPrototypeOf:te}=Object,h=globalThis,ne=h.trustedTypes,re=ne?ne.emptyScript:``,ie=h.reactiveElementPolyfillSupport,g=(e,t)=>e,_={toAttribute(e,t){switch(t){case Boolean:e=e?re:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},ae=(e,t)=>!d(e,t),oe={attribute:!0,type:String,converter:_,reflect:!1,useDefault:!1,hasChanged:ae};Symbol.metadata??=Symbol(`metadata`),h.litPropertyMetadata??=/* @__PURE__ */ new WeakMap;var v=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=oe){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&f(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=p(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??oe}static _$Ei(){if(this.hasOwnProperty(g(`elementProperties`)))return;let e=te(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(g(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(g(`properties`))){let e=this.properties,t=[...m(e),...ee(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=/* @__PURE__ */ new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(u(e))}else e!==void 0&&t.push(u(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=/* @__PURE__ */ new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=/* @__PURE__ */ new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=/* @__PURE__ */ new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return l(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?_:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?_:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??ae)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=/* @__PURE__ */ new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=/* @__PURE__ */ new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=/* @__PURE__ */ new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};v.elementStyles=[],v.shadowRootOptions={mode:`open`},v[g(`elementProperties`)]=/* @__PURE__ */ new Map,v[g(`finalized`)]=/* @__PURE__ */ new Map,ie?.({ReactiveElement:v}),(h.reactiveElementVersions??=[]).push(`2.1.2`);var y=globalThis,se=e=>e,b=y.trustedTypes,ce=b?b.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,le=`$lit$`,x=`lit$${Math.random().toFixed(9).slice(2)}$`,ue=`?`+x,de=`<${ue}>`,S=document,C=()=>S.createComment(``),w=e=>e===null||typeof e!=`object`&&typeof e!=`function`,T=Array.isArray,fe=e=>T(e)||typeof e?.[Symbol.iterator]==`function`,E=`[ 	
\f\r]`,D=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,pe=/-->/g,me=/>/g,O=RegExp(`>|${E}(?:([^\\s"'>=/]+)(${E}*=${E}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),he=/'/g,ge=/"/g,_e=/^(?:script|style|textarea|title)$/i,k=(e=>(t,...n)=>({_$litType$:e,strings:t,values:n}))(1),A=Symbol.for(`lit-noChange`),j=Symbol.for(`lit-nothing`),ve=/* @__PURE__ */ new WeakMap,M=S.createTreeWalker(S,129);function ye(e,t){if(!T(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return ce===void 0?t:ce.createHTML(t)}var be=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=D;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===D?c[1]===`!--`?o=pe:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=O):(_e.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=O):o=me:o===O?c[0]===`>`?(o=i??D,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?O:c[3]===`"`?ge:he):o===ge||o===he?o=O:o===pe||o===me?o=D:(o=O,i=void 0);let d=o===O&&e[t+1].startsWith(`/>`)?` `:``;a+=o===D?n+de:l>=0?(r.push(s),n.slice(0,l)+le+n.slice(l)+x+d):n+x+(l===-2?t:d)}return[ye(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},N=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=be(t,n);if(this.el=e.createElement(l,r),M.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=M.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(le)){let t=u[o++],n=i.getAttribute(e).split(x),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?Se:r[1]===`?`?Ce:r[1]===`@`?we:I}),i.removeAttribute(e)}else e.startsWith(x)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(_e.test(i.tagName)){let e=i.textContent.split(x),t=e.length-1;if(t>0){i.textContent=b?b.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],C()),M.nextNode(),c.push({type:2,index:++a});i.append(e[t],C())}}}else if(i.nodeType===8){if(i.data===ue)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(x,e+1))!==-1;)c.push({type:7,index:a}),e+=x.length-1}}a++}}static createElement(e,t){let n=S.createElement(`template`);return n.innerHTML=e,n}};function P(e,t,n=e,r){if(t===A)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=w(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=P(e,i._$AS(e,t.values),i,r)),t}var xe=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??S).importNode(t,!0);M.currentNode=r;let i=M.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new F(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Te(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=M.nextNode(),a++)}return M.currentNode=S,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},F=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=j,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=P(this,e,t),w(e)?e===j||e==null||e===``?(this._$AH!==j&&this._$AR(),this._$AH=j):e!==this._$AH&&e!==A&&this._(e):e._$litType$===void 0?e.nodeType===void 0?fe(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==j&&w(this._$AH)?this._$AA.nextSibling.data=e:this.T(S.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=N.createElement(ye(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new xe(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=ve.get(e.strings);return t===void 0&&ve.set(e.strings,t=new N(e)),t}k(t){T(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(C()),this.O(C()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=se(e).nextSibling;se(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},I=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=j,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(/* @__PURE__ */ new String),this.strings=n):this._$AH=j}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=P(this,e,t,0),a=!w(e)||e!==this._$AH&&e!==A,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=P(this,r[n+o],t,o),s===A&&(s=this._$AH[o]),a||=!w(s)||s!==this._$AH[o],s===j?e=j:e!==j&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===j?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},Se=class extends I{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===j?void 0:e}},Ce=class extends I{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==j)}},we=class extends I{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=P(this,e,t,0)??j)===A)return;let n=this._$AH,r=e===j&&n!==j||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==j&&(n===j||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Te=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){P(this,e)}},Ee={M:le,P:x,A:ue,C:1,L:be,R:xe,D:fe,V:P,I:F,H:I,N:Ce,U:we,B:Se,F:Te},De=y.litHtmlPolyfillSupport;De?.(N,F),(y.litHtmlVersions??=[]).push(`3.3.3`);var Oe=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new F(t.insertBefore(C(),e),e,void 0,n??{})}return i._$AI(e),i},L=globalThis,R=class extends v{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Oe(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return A}};R._$litElement$=!0,R.finalized=!0,L.litElementHydrateSupport?.({LitElement:R});var ke=L.litElementPolyfillSupport;ke?.({LitElement:R}),(L.litElementVersions??=[]).push(`4.2.2`);function z(e,t,n,r,i,a,o=!1,s,c=t){let l=e.busy.has(c);return k`<button
class=${a}
?disabled=${o||l}
aria-busy=${l}
@click=${()=>e.perform(t,n,s,c)}
>
${Me(l,r)}<span class="label">${i}</span>
</button>`}var Ae=(e,t,n,r,i)=>k`<button class="filter" aria-pressed=${n} @click=${i}>
<ha-icon icon=${e} style="color:${t}"></ha-icon>${r}
</button>`,je=(e,t,n)=>k`<b>${t.toLocaleString(e.hass.language)}</b> <span>${n}</span>`,Me=(e,t)=>k`<ha-icon class=${e?`turning`:``} icon=${e?`mdi:loading`:t}></ha-icon>`,Ne=class{constructor(e,t){this.host=e,this.runs=t,e.addController(this)}hostUpdated(){this.timer===void 0&&this.runs()&&(this.timer=window.setTimeout(()=>{this.timer=void 0,this.host.requestUpdate()},1e3))}hostDisconnected(){window.clearTimeout(this.timer),this.timer=void 0}};function B(e,t=0){return e==null?0:Math.max(0,Math.ceil((new Date(e).getTime()+t-Date.now())/1e3))}function Pe(e){let t=Math.floor(e/60),n=e=>String(e).padStart(2,`0`);return t<60?`${t}:${n(e%60)}`:`${Math.floor(t/60)}:${n(t%60)}:${n(e%60)}`}var Fe=[`home-assistant`,`hc-main`];function Ie(e){Promise.race(Fe.map(e=>customElements.whenDefined(e))).then(()=>{for(let[t,n]of Object.entries(e))customElements.get(t)||customElements.define(t,n)})}var V=c`
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
`,Le=10;function Re(e,t,n,r,i=0){if(e<=100)return{first:0,end:e,above:0,below:0};let a=Math.max(0,Math.floor((n-i)/t)-Le),o=Math.min(a,Math.max(0,e-1)),s=Math.min(e,Math.ceil((n-i+r)/t)+Le);return{first:o,end:s,above:o*t,below:(e-s)*t}}function ze(e,t,n,r){if(!r)return[...e];let i=new Map(t.map(e=>[e.mac,e])),a=n.flatMap(e=>i.get(e)??[]),o=new Set(n);return[...a,...e.filter(e=>!o.has(e.mac))]}var Be=class{constructor(e,t,n){this.host=e,this.rules=t,this.sorting=n,this.rows=[],this.search=``,this.scrolled=0,this.isHeld=!1,this.scroll=e=>{this.scrolled=e.target.scrollTop,this.host.requestUpdate()},this.hold=e=>{let t=e.type===`pointerenter`||e.type===`focusin`;this.isHeld&&!t&&this.host.requestUpdate(),this.isHeld=t}}take(e,t){let n=e.filter(e=>t(e)&&this.rules.isFound(e,this.search)),r=this.rows.map(e=>e.mac);this.rows=ze(this.rules.sorted(n,this.sorting),e,r,this.isHeld)}set(e={}){this.isHeld=!1,Object.assign(this,e),this.host.requestUpdate()}sort(e){let t=this.sorting.column===e&&!this.sorting.descending;this.set({sorting:{column:e,descending:t}})}};async function Ve(e,t){if(navigator.clipboard)try{return await navigator.clipboard.writeText(e),!0}catch{}let n=document.createElement(`textarea`);n.value=e,n.style.position=`fixed`,t.after(n),n.select();try{return document.execCommand(`copy`)}finally{n.remove(),t.focus()}}function He(e,t,n){let r=document.createElement(`a`);r.href=URL.createObjectURL(new Blob([t],{type:n})),r.download=e,r.click(),setTimeout(()=>URL.revokeObjectURL(r.href),1e3)}function H(e,t=()=>void(e.refusal=void 0)){let{t:n,refusal:r}=e;if(!r)return j;let i=B(r.retryAt);return k`<div class="notice error" role="alert">
<ha-icon icon="mdi:alert-circle-outline"></ha-icon>
<span class="grow">${r.message}</span>
${i?k`<span class="chip" role="timer">${n(`retry_in`,{n:i})}</span>`:j}
${U(n,r.correlationId)}
<button class="plain icon" aria-label=${n(`close`)} @click=${t}><ha-icon icon="mdi:close"></ha-icon></button>
</div>`}function U(e,t){return t?k`<button class="plain icon copy" title=${e(`copy_id`,{id:t})} aria-label=${e(`copy_id`,{id:t})} @click=${async e=>{let n=e.currentTarget,r=n.querySelector(`ha-icon`);r?.setAttribute(`icon`,await Ve(t,n)?`mdi:check`:`mdi:close`),setTimeout(()=>r?.setAttribute(`icon`,`mdi:content-copy`),2e3)}}>
<ha-icon icon="mdi:content-copy"></ha-icon>
</button>`:j}var Ue={unreachable:`advice_unreachable`,key_refused:`advice_key_refused`,not_loaded:`advice_not_loaded`,removed:`no_such_pi`},We=e=>k`<a class="button" href="/config/integrations/integration/piorchestrator">${e.t(`settings`)}</a>`;function Ge(e,t){let n=e.hass.connected?Ue[t.state]:`advice_browser`;if(!n)return j;let r=n===`advice_key_refused`||n===`advice_not_loaded`;return k`<div class="notice error" role="alert">
<ha-icon icon="mdi:lan-disconnect"></ha-icon>
<span class="grow">${e.t(n)}</span>
${r?We(e):j}
</div>`}var Ke={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},qe=e=>(...t)=>({_$litDirective$:e,values:t}),Je=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},{I:Ye}=Ee,Xe=e=>e,Ze=e=>e.strings===void 0,Qe=()=>document.createComment(``),W=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new Ye(r.insertBefore(Qe(),i),r.insertBefore(Qe(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=Xe(e).nextSibling;Xe(r).insertBefore(e,i),e=t}}}return n},G=(e,t,n=e)=>(e._$AI(t,n),e),$e={},et=(e,t=$e)=>e._$AH=t,tt=e=>e._$AH,nt=e=>{e._$AR(),e._$AA.remove()},rt=(e,t,n)=>{let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},it=qe(class extends Je{constructor(e){if(super(e),e.type!==Ke.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=tt(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=G(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=G(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=G(i[d],a[m]),W(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=G(i[f],a[p]),W(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=rt(o,p,m),u=rt(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=W(e,i[d]);G(t,a[p]),c[p]=t}else c[p]=G(n,a[p]),W(e,i[d],n),i[t]=null;p++}else nt(i[f]),f--}else nt(i[d]),d++;for(;p<=m;){let t=W(e,c[m+1]);G(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&nt(e)}return this.ut=o,et(e,c),A}}),at=56,ot=480,st=40,ct=(e,t)=>k`<input
type="search"
placeholder=${e.t(`search`)}
aria-label=${e.t(`search`)}
.value=${t.search}
@input=${e=>t.set({search:e.target.value})}
/>`;function lt(e,t,n,r,i){let{rows:a,scrolled:o,hold:s}=n,{first:c,end:l,above:u,below:d}=Re(a.length,at,o,ot,st);return k`<div
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
${r.map(t=>dt(e,n,...t))}
<th class="act"><span class="visually-hidden">${e.t(`controls`)}</span></th>
</tr>
</thead>
<tbody>
${ut(u)}${it(a.slice(c,l),({mac:e})=>e,(e,t)=>k`<tr aria-rowindex=${c+t+2}>${i(e)}</tr>`)}${ut(d)}
</tbody>
</table>
${a.length?j:k`<p class="empty faint">${e.t(`nothing_found`)}</p>`}
</div>`}var ut=e=>e?k`<tr class="spacer" aria-hidden="true" style="height:${e}px"></tr>`:j;function dt(e,t,n,r,i){let{sorting:a}=t,o=a.column===n,s=`mdi:arrow-${a.descending?`down`:`up`}`;return k`<th
class="col-${n} ${i}"
scope="col"
aria-sort=${o?a.descending?`descending`:`ascending`:`none`}
>
<button @click=${()=>t.sort(n)}>
<span>${e.t(r)}</span>${o?k`<ha-icon icon=${s}></ha-icon>`:j}
</button>
</th>`}var ft={loading:`Waiting for the Pi …`,no_pi:`There is no PiOrchestrator yet. Add the integration under Settings, Devices & services.`,no_such_pi:`The PiOrchestrator of this card is gone. Choose another one in the card's settings.`,no_integration:`The integration PiOrchestrator is not running.`,close:`Close`,no_part:`A part of the card could not be loaded. Is the connection there? Try again, or reload the page.`,cancel:`Cancel`,retry_in:`Try again in {n} s.`,copy_id:`Copy correlation id {id}`,card_entry:`PiOrchestrator`,card_title:`Title`,settings:`Settings`,offline:`Offline`,live:`Live`,live_means:`Changes show at once.`,polled:`Polling`,polled_means:`The event stream is down: changes show within seconds.`,only_admins:`Only administrators can change something here.`,advice_unreachable:`The Pi does not answer. What you see is from before. Check that it is on and in the network; it is asked again every few seconds.`,advice_key_refused:`The Pi refuses the API key. What you see is from before. Enter the new key in the settings.`,advice_not_loaded:`The integration of this Pi is not running. What you see is from before.`,advice_browser:`This page has lost Home Assistant. What you see is from before.`,search:`Search`,filter:`Filter`,nothing_found:`Nothing matches.`,progress:`Progress`,controls:`Actions`,boards:`Boards`,unattended:`Unattended`,unattended_paused:`Unattended mode has paused: more than half of its boards failed. Look at them; switch it off and on again to go on.`,session_discovering:`Discovering`,session_active:`Active`,session_paused:`Paused`,session_closing:`Closing`,session_closed:`Closed`,session_interrupted:`Interrupted`,state_expected:`Expected`,state_discovered:`Discovered`,state_provisioning:`Provisioning`,state_provisioned:`Provisioned`,state_verifying:`Verifying`,state_verified:`Verified`,state_failed:`Failed`,group_verified:`verified`,group_working:`in progress`,group_waiting:`waiting`,group_failed:`failed`,group_stranger:`not allowed`,group_missing:`missing`,hold_not_named:`Not meant for this batch`,hold_weak_signal:`Held back: weak signal`,hold_firmware:`Held back: firmware`,hold_ceiling:`Held back: limit of the batch reached`,hold_sent:`Waiting for the Pi's answer`,hold_refused:`Left to you: the Pi refused it`,hold_not_retryable:`Left to you: another try would not help`,hold_retries:`Left to you: tried often enough`,hold_other_entry:`Another entry of this Pi acts`,of_verified:`of {n} board verified|of {n} boards verified`,target:`Target network`,left:`Time left`,onboarding:`On the onboarding Wi-Fi`,next_try:`Next try`,complete:`The expected board is verified.|All {n} expected boards are verified.`,batch_over:`The batch has ended: {verified} verified, {failed} failed.`,save_report:`Save report`,last_fault:`The Pi reported: {message} ({code})`,interrupted:`A batch for {network} of {begun} was interrupted.`,interrupted_stands:`{verified} of {n} board verified, {failed} failed.|{verified} of {n} boards verified, {failed} failed.`,resume:`Resume`,discard:`Discard …`,no_profile:`A batch needs a Wi-Fi profile: the network that the boards are sent to. Add one in the settings.`,profile:`Wi-Fi profile`,start:`Start a batch`,provision:`Provision`,provision_all:`Provision all`,provision_n:`Provision {n}|Provision all {n}`,unused:`{n} board of the allowlist is still to come.|{n} boards of the allowlist are still to come.`,retry:`Retry`,retry_n:`Retry {n} failed`,begun:`{n} begun, {skipped} left out by the Pi.`,retried:`{n} begun.`,retry_refused:`{n} refused: {message}`,stop:`Stop …`,why_empty:`Looking for boards. Power them on near the Pi.`,why_closing:`The batch is being closed.`,why_paused:`The Pi has paused the batch: nothing can be begun until it goes on.`,why_not_now:`The Pi takes no work for this batch now.`,left_out:`Left out: {reasons}.`,out_stranger:`{n} not on the allowlist`,out_failed:`{n} failed (retry them)`,out_working:`{n} already in progress`,out_verified:`{n} verified`,out_missing:`{n} not found yet`,col_board:`Board`,col_state:`State`,col_rssi:`Signal`,col_firmware:`Firmware`,col_attempts:`Attempts`,col_container:`Container`,col_reason:`Reason`,attempt:`Attempt {n}`,strangers:`{n} board is not on the allowlist|{n} boards are not on the allowlist`,strangers_mean:`They were found, and are left alone until you allow them.`,allow:`Allow`,allowed:`{mac} is on the allowlist now.`,missing_named:`{n} board of this batch is missing|{n} boards of this batch are missing`,missing_listed:`{n} board of the allowlist was not found yet|{n} boards of the allowlist were not found yet`,missing_mean:`Are they powered on, and near the Pi?`,and_more:`and {n} more`,dashboard_name:`PiOrchestrator`,dashboard_description:`Batches, allowlist and health of every Pi; it follows as Pis come and go.`,dashboard_batch_name:`PiOrchestrator batch`,dashboard_batch_description:`The batch of boards, live: start it, provision, retry, stop.`,dashboard_allowlist_name:`PiOrchestrator allowlist`,dashboard_allowlist_description:`The boards that may be provisioned: add, remove, import, export, print labels.`},pt={de:()=>import(`./de-nm33uOFl.js`),es:()=>import(`./es-1EUWI2Ph.js`),fr:()=>import(`./fr-CXmaWhR7.js`),pt:()=>import(`./pt-br-D1aa9u1F.js`)},K={...ft},mt={en:K},ht=e=>void Object.assign(K,e);async function q(e){let t=e.split(`-`)[0]??`en`;if(mt[t]||!pt[t])return!1;try{return mt[t]=(await pt[t]()).texts,!0}catch{return!1}}function gt(e,t){q(e).then(e=>e&&t())}var _t=e=>e in K;function J(e,t,n={}){let[r=``,i]=((mt[e.split(`-`)[0]??`en`]??K)[t]??K[t]??t).split(`|`);return(i===void 0||new Intl.PluralRules(e).select(Number(n.n))===`one`?r:i).replace(/\{(\w+)\}/g,(t,r)=>{let i=n[r];return i===void 0?t:typeof i==`number`?i.toLocaleString(e):i})}var vt=/[:\-.\s\u2010-\u2015\p{Cf}]/gu;function yt(e,t){let n=t.replace(vt,``).toUpperCase();return/^[0-9A-F]+$/.test(n)&&e.replaceAll(`:`,``).includes(n)}function bt(e,t,n){let r=e.trim().toLowerCase();return!r||n.some(e=>e?.toLowerCase().includes(r))||yt(t,r)}var xt=e=>`ESP-CAM ${e.replaceAll(`:`,``).slice(-6)}`,St=new Intl.Collator,Ct=/(?<![a-z\d])(?:[\da-f]{2}(?:[:-][\da-f]{2}){2,}|[\da-f]{8}(?:-[\da-f]{4,12}){4}|(?=[a-f]*\d|(?<=^ESP-CAM ))(?:[\da-f]{6}){1,2})(?![a-z\d])|0*(\d+)/gi,wt=e=>typeof e==`string`?e.replace(Ct,(e,t=e)=>String(t.length).padStart(2,`0`)+t):e;function Tt(e,t,n){return e===null||t===null?Number(e===null)-Number(t===null):typeof e==`number`&&typeof t==`number`?n*(e-t):n*St.compare(String(e),String(t))}var Et=(e,t,n)=>e.map(e=>({row:e,key:wt(t(e))})).sort((e,t)=>Tt(e.key,t.key,n?-1:1)).map(({row:e})=>e),Y=`piorchestrator`,Dt=e=>e.callWS({type:`${Y}/entries`}),Ot=3;async function kt(e,t,n,r={}){let{response:i}=await e.callWS({type:`call_service`,domain:Y,service:n,service_data:{config_entry_id:t,...r},return_response:!0});return i}async function At(e,t){let n=t?.error??t??{};if(t===Ot||n.code===Ot)return{message:J(e.language,`advice_browser`)};let r=n.translation_placeholders??{},i={message:await Nt(e,n.translation_key,r)||n.message||String(t)},a=r.correlation_id;a&&a!==`–`&&(i.correlationId=a);let o=Number(r.retry_after);return o>0&&(i.retryAt=Date.now()+o*1e3),i}var jt=(e,t)=>t&&!e?.includes(t)?`${e??``} (${t})`.trim():e??``;function Mt({message:e,code:t,correlation_id:n,retry_after:r}){if(!e&&!t)return;let i={message:jt(e,t)};return n&&(i.correlationId=n),r&&(i.retryAt=Date.now()+r*1e3),i}async function Nt(e,t,n){return t?(await e.loadBackendTranslation(`exceptions`,Y),e.localize(`component.${Y}.exceptions.${t}.message`,n)):``}async function Pt(e,t){try{return await t()}catch{e.refusal={message:e.t(`no_part`)};return}}function Ft(e,{parts:t}){let{session:n,legal:r}=t;return r?e.isAdmin?e.mayAct?n?.is_open?n.is_interrupted?j:k`<section aria-label=${e.t(`controls`)}>
<div class="bar controls">${Rt(e,r.work)} <span class="grow"></span>${Bt(e,n.id,r.stop)}</div>
${It(e,Vt(e,t))}
</section>`:Lt(e,t.pi.profiles):j:k`<p class="faint small">${e.t(`only_admins`)}</p>`:j}var It=(e,t)=>k`<p class="small answer"><span role="status">${e.said}</span>${e.said?j:k`<span class="faint">${t}</span>`}</p>`;function Lt(e,t){let[n]=t;if(!n)return k`<div class="notice">
<span class="grow">${e.t(`no_profile`)}</span>
${We(e)}
</div>`;let r=t.find(({id:t})=>t===e.profile)??n,i=e.known?.parts.allowlist?.unused;return k`<section aria-label=${e.t(`controls`)}>
<div class="bar controls">
<label class="bar grow"
><span>${e.t(`profile`)}</span>
<select class="grow" @change=${t=>e.profile=t.target.value}>
${t.map(({id:e,title:t})=>k`<option value=${e} ?selected=${e===r.id}>${t}</option>`)}
</select></label
>${z(e,`start_session`,{network:r.id},`mdi:play`,e.t(`start`),`primary`)}
</div>
${It(e,i==null?``:e.t(`unused`,{n:i}))}
</section>`}function Rt(e,t){let n=e.rows.filter(({board:e})=>e.step===`provision`).length,r=e.rows.filter(({board:e})=>e.step===`retry`).length;return k`${z(e,`provision_all`,{},`mdi:upload-network`,n?e.t(`provision_n`,{n}):e.t(`provision_all`),`primary`,!t||!n,({initiated_count:t,skipped_count:n})=>e.t(`begun`,{n:t??0,skipped:n??0}))}${r?z(e,`retry_device`,{},`mdi:restart`,e.t(`retry_n`,{n:r}),``,!t,t=>zt(e,t)):j}`}function zt(e,{results:t}){let n=t.filter(({accepted:e})=>!e),r=n[0]&&Mt(n[0]);return r&&(e.refusal={...r,message:e.t(`retry_refused`,{n:n.length,message:r.message})}),e.t(`retried`,{n:t.length-n.length})}function Bt(e,t,n){return k`<button class="danger" ?disabled=${!n||e.busy.size>0} @click=${()=>e.open({asked:`stop:${t}`})}>
<ha-icon icon="mdi:stop"></ha-icon>${e.t(`stop`)}
</button>`}function Vt(e,{session:t,legal:n}){if(t?.state===`closing`||t?.state===`paused`)return e.t(`why_${t.state}`);if(!e.rows.length)return e.t(`why_empty`);if(!n?.work)return e.t(`why_not_now`);let{counts:r}=e,i=[[r.stranger,`out_stranger`],[r.failed,`out_failed`],[r.working,`out_working`],[r.verified,`out_verified`],[r.missing,`out_missing`]].filter(([e])=>e>0).map(([t,n])=>e.t(n,{n:t}));return i.length?e.t(`left_out`,{reasons:i.join(`, `)}):``}var X={verified:{icon:`mdi:check-circle`,color:`var(--ok)`,label:`group_verified`},working:{icon:`mdi:progress-clock`,color:`var(--busy)`,label:`group_working`},waiting:{icon:`mdi:clock-outline`,color:`var(--secondary-text-color)`,label:`group_waiting`},failed:{icon:`mdi:alert-circle`,color:`var(--bad)`,label:`group_failed`},stranger:{icon:`mdi:help-circle-outline`,color:`var(--care)`,label:`group_stranger`},missing:{icon:`mdi:circle-outline`,color:`var(--quiet)`,label:`group_missing`}},Ht=[-75,-67,-60],Ut=e=>`mdi:wifi-strength-${1+Ht.filter(t=>e>=t).length}`,Wt=[[`name`,`col_board`,``],[`state`,`col_state`,``],[`rssi`,`col_rssi`,`wide`],[`firmware`,`col_firmware`,`wide`],[`attempts`,`col_attempts`,`wide`]];function Gt(e){return e.rows.length?k`<section aria-label=${e.t(`boards`)}>
<div class="bar">
<h3 class="grow">${e.t(`boards`)}</h3>
${ct(e,e.listing)}
</div>
${lt(e,e.t(`boards`),e.listing,Wt,t=>Kt(e,t))}
</section>`:j}function Kt(e,t){let{board:n,mac:r,name:i}=t,{icon:a,color:o}=X[t.group];return k`<td class="two-lines">
<button class="link" @click=${()=>e.open({opened:r})}>${i}</button>
<span class="small faint"
><bdi dir="ltr">${r}</bdi>${n.rssi===null?j:k` <ha-icon class="narrow" icon=${Ut(n.rssi)} title="${n.rssi} dBm"></ha-icon>`}</span
>
</td>
<td class="two-lines">
<span class="state"><ha-icon icon=${a} style="color:${o}"></ha-icon><span>${e.word(`state`,n.state)}</span></span>
<span class="small faint" title=${Jt(e,t)}>${Jt(e,t)}</span>
</td>
<td class="wide">${qt(n.rssi)}</td>
<td class="wide">${n.firmware_version??`–`}</td>
<td class="wide">${n.attempts}</td>
<td class="act">${U(e.t,n.error?.correlation_id)}${Yt(e,t)}</td>`}var qt=e=>e===null?`–`:k`<span class="state"><ha-icon icon=${Ut(e)}></ha-icon>${e} dBm</span>`;function Jt(e,{board:t}){let{error:n,hold:r}=t;return n?jt(n.message,n.code):r?e.word(`hold`,r):t.attempts>1?e.t(`attempt`,{n:t.attempts}):``}function Yt(e,{mac:t,board:n}){if(!e.mayAct||!n.step)return j;let[r,i,a]=n.step===`retry`?[`retry_device`,`mdi:restart`,`retry`]:[`provision_device`,`mdi:upload-network`,`provision`];return z(e,r,{mac:t},i,e.t(a),``,!1,t=>zt(e,t),`${r} ${t}`)}function Xt(e,t){let n=t.kind===`snapshot`?void 0:e;return{parts:{...n?.parts,...t.parts},boards:Zt(n?.boards,t.boards),allowlist:Zt(n?.allowlist,t.allowlist),ahead:Date.now()-new Date(t.now??Date.now()).getTime()}}function Zt(e=/* @__PURE__ */ new Map,t){if(!t)return e;let n=new Map(e);for(let[e,r]of Object.entries(t))r===null?n.delete(e):n.set(e,r);return n}var Qt=class{constructor(e,t){this.connection=e,this.entryId=t,this.listeners=/* @__PURE__ */ new Map,this.begin=()=>{let e=this.connection.subscribeMessage(e=>this.hear(e),{type:`${Y}/subscribe`,config_entry_id:this.entryId},{resubscribe:!1});this.subscription=e,e.catch(t=>{if(this.subscription===e){this.end();for(let e of this.listeners.values())e(t)}})},e.addEventListener(`ready`,this.begin),this.begin()}listen(e,t){this.listeners.set(e,t),this.known&&e(this.known)}leave(e){this.listeners.delete(e),this.listeners.size||(this.end(),this.subscription?.then(e=>e()).catch(()=>void 0))}end(){this.connection.removeEventListener(`ready`,this.begin),Z.get(this.entryId)===this&&Z.delete(this.entryId)}hear(e){this.known=Xt(this.known,e);for(let e of this.listeners.keys())e(this.known)}},Z=/* @__PURE__ */ new Map;function $t(e,t,n,r){let i=Z.get(t);i?.connection!==e&&(i=new Qt(e,t),Z.set(t,i));let a=i;return a.listen(n,r),()=>a.leave(n)}var en=5e3,tn=8e3,Q=class extends R{static{this.properties={known:{attribute:!1,state:!0},problem:{attribute:!1,state:!0},refusal:{attribute:!1,state:!0},busy:{attribute:!1,state:!0},said:{attribute:!1,state:!0}}}constructor(){super(),this.t=(e,t)=>J(this.current?.language??`en`,e,t),this.busy=/* @__PURE__ */ new Set}static getStubConfig(){return{}}static getConfigForm(){let e={entry:`card_entry`,title:`card_title`};return{schema:[{name:`entry`,selector:{config_entry:{integration:Y}}},{name:`title`,selector:{text:{}}}],computeLabel:({name:t})=>J(document.documentElement.lang||`en`,e[t]??`card_entry`)}}set hass(e){let t=this.current;this.current=e,t?.language!==e.language&&gt(e.language,()=>this.requestUpdate()),(t?.connection!==e.connection||t.connected!==e.connected||t.language!==e.language||t.user?.is_admin!==e.user?.is_admin)&&(this.requestUpdate(),this.connect())}get hass(){return this.current}setConfig(e){let t=this.config;this.config=e,t&&t.entry!==e.entry&&this.disconnect(),this.requestUpdate(),this.connect()}connectedCallback(){super.connectedCallback(),this.connect()}disconnectedCallback(){super.disconnectedCallback(),this.disconnect()}get heading(){return this.config.title??``}get isAdmin(){return this.current?.user?.is_admin??!1}get mayAct(){return this.isAdmin&&this.hass.connected&&this.known?.parts.pi.state===`ok`}word(e,t){let n=`${e}_${t}`;return _t(n)?this.t(n):t??`–`}async act(e,t={},n=e){if(this.entryId&&!this.busy.has(n)){this.busy=/* @__PURE__ */ new Set([...this.busy,n]),this.refusal=void 0;try{return await kt(this.hass,this.entryId,e,t)}catch(e){this.refusal=await At(this.hass,e);return}finally{this.busy=new Set([...this.busy].filter(e=>e!==n))}}}async perform(e,t,n=()=>void 0,r=e){this.say(void 0);let i=await this.act(e,t,r);return i!==void 0&&this.say(n(i)),i}say(e){window.clearTimeout(this.saying),this.said=e,e&&(this.saying=window.setTimeout(()=>this.said=void 0,tn))}async connect(){let e=this.current?.connection;if(!e||!this.config||!this.isConnected||this.followed?.connection===e)return;this.disconnect();let t=this.followed={connection:e};try{let n=this.config.entry??(await Dt(this.hass))[0]?.entry_id;if(this.followed!==t)return;if(this.entryId=n,!n)return this.fail(`no_pi`);this.leave=$t(e,n,e=>this.known=e,({code:e})=>this.fail(e===`not_found`?`no_such_pi`:`no_integration`))}catch{this.followed===t&&this.fail(`no_integration`)}}fail(e){this.known=void 0,this.problem=e,this.again=window.setTimeout(()=>{this.disconnect(),this.connect()},en)}disconnect(){window.clearTimeout(this.again),this.leave?.(),this.leave=this.followed=this.known=void 0}render(){return!this.current||!this.config?k`${j}`:k`<ha-card>${this.known?this.content(this.known):this.waiting()}</ha-card>`}waiting(){return this.problem?k`<p class="notice warning" role="alert">${this.t(this.problem)}</p>`:k`<p class="notice" role="status">${this.t(`loading`)}</p>`}},nn=c`
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
`,rn=class extends Q{static{this.properties={...Q.properties,panel:{state:!0}}}static{this.styles=[V,nn]}connectedCallback(){super.connectedCallback(),this.load()}getGridOptions(){return{columns:12,rows:`auto`,min_columns:6}}getCardSize(){return 10}content(e){return this.panel?this.panel.render(e):this.refusal?k`${H(this,()=>void this.load())}`:this.waiting()}async load(){this.refusal=void 0;let e=await Pt(this,()=>import(`./panel-yTt0BQhS.js`));e&&(this.panel??=new e.Panel(this))}},an=50;function on(e){return cn(e,`stranger`,e.t(`strangers`,{n:e.counts.stranger}),e.t(`strangers_mean`),!0,t=>e.mayAct?z(e,`add_to_allowlist`,{mac:t.mac},`mdi:check`,e.t(`allow`),``,!1,()=>e.t(`allowed`,{mac:t.mac}),`add_to_allowlist ${t.mac}`):j)}function sn(e,{parts:t}){if(!t.session?.is_open)return j;let n=t.expectation?.named??!1;return cn(e,`missing`,e.t(n?`missing_named`:`missing_listed`,{n:e.counts.missing}),e.t(`missing_mean`),n,()=>j)}function cn(e,t,n,r,i,a){let o=e.rows.filter(e=>e.group===t);if(!o.length)return j;let s=o.length-an;return k`<details class=${t} ?open=${i}>
<summary>${n}</summary>
<p class="small faint">${r}</p>
<ul>
${it(o.slice(0,an),({mac:e})=>e,e=>k`<li>
<span class="two-lines grow"
><span>${e.name}</span
><span class="small faint"
><bdi dir="ltr">${e.mac}</bdi>${e.board.rssi===null?j:k` · ${e.board.rssi} dBm`}</span
></span
>${a(e)}
</li>`)}
</ul>
${s>0?k`<p class="small faint">${e.t(`and_more`,{n:s})}</p>`:j}
</details>`}var ln=[`verified`,`working`,`waiting`,`failed`,`stranger`,`missing`],un=/* @__PURE__ */ new Set([`provisioning`,`provisioned`,`verifying`]);function dn(e){switch(e.state){case`verified`:case`failed`:return e.state;case`expected`:return`missing`;case`discovered`:return e.allowed?`waiting`:`stranger`;default:return un.has(e.state??``)||e.allowed?`working`:`stranger`}}var fn=(e,t)=>t.name??xt(e),pn=e=>Array.from(e,([e,t])=>({mac:e,board:t,name:fn(e,t),group:dn(t)}));function mn(e){let t=Object.fromEntries(ln.map(e=>[e,0]));for(let n of e)t[n.group]+=1;return t}function hn(e,{column:t,descending:n}){return t===`found`?n?[...e].reverse():[...e]:Et(e,gn[t],n)}var gn={name:e=>e.name,state:e=>ln.indexOf(e.group),rssi:e=>e.board.rssi,firmware:e=>e.board.firmware_version,attempts:e=>e.board.attempts},_n=({mac:e,name:t,board:n},r)=>bt(r,e,[t,n.container_id,n.firmware_version,n.error?.code,n.error?.message]),vn=(e,t)=>e.perform(`get_report`,{session_id:t,format:`csv`},({content:e})=>{He(`piorchestrator-${t.slice(0,8)}.csv`,`\ufeff${e}`,`text/csv`)});function yn(e,{parts:t}){let{pi:n,session:r}=t;return k`<header>
<ha-icon icon="mdi:cctv"></ha-icon>
<h2 class="grow">${e.heading||n.title}</h2>
${r?k`<span class="chip session ${r.state}">${bn(e,r)}</span>`:j}
${t.unattended?.is_on?k`<span class="chip"><ha-icon icon="mdi:robot"></ha-icon>${e.t(`unattended`)}</span>`:j}
${xn(e,n)}
</header>`}var bn=(e,t)=>e.word(`session`,t.is_interrupted?`interrupted`:t.state);function xn(e,t){if(t.state!==`ok`||!e.hass.connected)return k`<span class="chip bad"><ha-icon icon="mdi:lan-disconnect"></ha-icon>${e.t(`offline`)}</span>`;let[n,r]=t.live?[`mdi:access-point`,`live`]:[`mdi:sync`,`polled`];return k`<span class="chip" title=${e.t(`${r}_means`)}><ha-icon icon=${n}></ha-icon>${e.t(r)}</span>`}function Sn(e,{parts:t,ahead:n}){let{session:r,counters:i,network:a,unattended:o}=t;if(!r||!i)return j;let s=r.is_open&&!r.is_interrupted?B(r.expires_at,n):0,c=r.is_open?B(o?.again_at,n):0;return k`<div class="facts">
<span class="figure grow"
><b>${i.verified}</b> ${e.t(`of_verified`,{n:i.total-i.strangers})}</span
>
${$(`mdi:wifi`,e.t(`target`),r.target_ssid)}
${$(`mdi:timer-outline`,e.t(`left`),s?Pe(s):null)}
${r.is_open&&a?.is_active?$(`mdi:wifi-marker`,e.t(`onboarding`),String(a.connected_devices??`–`)):j}
${$(`mdi:robot`,e.t(`next_try`),c?Pe(c):null)}
</div>`}var $=(e,t,n)=>n?k`<span class="fact" title=${t}
><ha-icon icon=${e}></ha-icon><span><span class="small faint">${t}</span><span>${n}</span></span></span
>`:j;function Cn(e,{parts:t}){let{session:n,offers:r=[],unattended:i,expectation:a,report:o,fault:s}=t,c=n&&!n.is_open&&o?.session_id===n.id;return k`
${Ge(e,t.pi)} ${r.map(n=>wn(e,n,t.legal?.resume??!1))}
${i?.pause?k`<div class="notice warning">
<ha-icon icon="mdi:robot-off"></ha-icon><span class="grow">${e.t(`unattended_paused`)}</span>
</div>`:j}
${n?.is_open&&a?.is_complete?k`<div class="notice ok" role="status">
<ha-icon icon="mdi:check-all"></ha-icon><span class="grow">${e.t(`complete`,{n:a.expected})}</span>
</div>`:j}
${c?k`<div class="notice ${o.failed?`warning`:`ok`}">
<ha-icon icon="mdi:flag-checkered"></ha-icon>
<span class="grow">${e.t(`batch_over`,{verified:o.verified,failed:o.failed})}</span>
<button @click=${()=>vn(e,o.session_id)}>
<ha-icon icon="mdi:download"></ha-icon>${e.t(`save_report`)}
</button>
</div>`:j}
${n?.is_open&&s?k`<div class="notice small">
<ha-icon icon="mdi:message-alert-outline"></ha-icon>
<span class="grow">${e.t(`last_fault`,{message:s.message??``,code:s.code??`–`})}</span>
${U(e.t,s.correlation_id)}
</div>`:j}
`}function wn(e,t,n){let r=t.created_at?new Date(t.created_at).toLocaleString(e.hass.language,{dateStyle:`medium`,timeStyle:`short`}):`–`;return k`<div class="notice warning">
<ha-icon icon="mdi:restore-alert"></ha-icon>
<span class="grow"
><b>${e.t(`interrupted`,{network:t.target_ssid??`–`,begun:r})}</b><br />${e.t(`interrupted_stands`,{verified:t.verified_count??0,n:t.device_count??0,failed:t.failed_count??0})}</span
>
${e.mayAct?k`<button
class="primary"
?disabled=${!n||e.busy.size>0}
@click=${()=>e.perform(`resume_session`,{session_id:t.id})}
>
<ha-icon icon="mdi:play"></ha-icon>${e.t(`resume`)}</button
><button ?disabled=${e.busy.size>0} @click=${()=>e.open({asked:`discard:${t.id}`})}>
${e.t(`discard`)}
</button>`:j}
</div>`}var Tn=c`
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
`,En=(e,t)=>ln.filter(n=>e[n]>0&&n!==`stranger`&&(t||n!==`missing`));function Dn(e,t,n){let r=En(t,n);return k`<div class="progress" role="img" aria-label=${r.map(n=>`${e(X[n].label)}: ${t[n]}`).join(`, `)||e(`progress`)}>
${r.map(e=>k`<span class=${e} style="flex-grow:${t[e]};--color:${X[e].color}"></span>`)}
</div>`}var On=c`
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
`,kn=[`verified`,`working`,`waiting`,`failed`],An=class extends Q{static{this.properties={...Q.properties,group:{state:!0},asked:{state:!0},opened:{state:!0},profile:{state:!0}}}static{this.styles=[V,nn,On,Tn]}constructor(){super(),this.rows=[],this.listing=new Be(this,{isFound:_n,sorted:hn},{column:`found`,descending:!1}),new Ne(this,()=>this.runs())}getGridOptions(){return{columns:`full`,rows:`auto`,min_columns:6}}getCardSize(){return 12}async open(e){this.parts??=await Pt(this,()=>import(`./dialogs-D8xuJ2Sl.js`)),this.parts&&Object.assign(this,e)}content(e){this.count(e);let{session:t,expectation:n}=e.parts;return k`
${yn(this,e)} ${Cn(this,e)}
${H(this)}
${t||this.rows.length?k`<section class="progress-part" aria-label=${this.t(`progress`)}>
${Sn(this,e)} ${Dn(this.t,this.counts,n?.named??!1)} ${this.legend()}
</section>`:j}
${Ft(this,e)} ${Gt(this)} ${on(this)} ${sn(this,e)} ${this.dialogs(e)}
`}count(e){this.counted!==e.boards&&(this.counted=e.boards,this.rows=pn(e.boards),this.counts=mn(this.rows));let t=this.rows.filter(e=>kn.includes(e.group));this.listing.take(t,({group:e})=>!this.group||e===this.group)}legend(){return k`<div class="bar filters" role="group" aria-label=${this.t(`filter`)}>
${kn.map(e=>{let{icon:t,color:n,label:r}=X[e],i=this.group===e;return Ae(t,n,i,je(this,this.counts[e],this.t(r)),()=>{this.group=i?void 0:e,this.listing.set()})})}
</div>`}dialogs(e){if(!this.parts)return j;let{session:t,legal:n,offers:r=[]}=e.parts,i=[...t&&n?.stop?[`stop:${t.id}`]:[],...r.map(({id:e})=>`discard:${e}`)];if(this.asked&&!i.includes(this.asked)&&(this.asked=void 0),this.asked)return this.parts.confirmation(this,e,this.asked);let a=this.rows.find(({mac:e})=>e===this.opened);return a||(this.opened=void 0),a?this.parts.boardDialog(this,a):j}runs(){let{parts:e,ahead:t}=this.known??{},n=[e?.session?.is_open?e.session.expires_at:null,e?.unattended?.again_at];return B(this.refusal?.retryAt)>0||n.some(e=>B(e,t)>0)}},jn=`https://github.com/DeliCasa/ha-piorchestrator`,Mn=[`session_state`,`session_active`,`progress`,`device_count`,`provisioned_count`,`verified_count`,`failed_count`],Nn=[`allowlist_available`,`allowlist_total`];function Pn(e=window){Fn(e.customCards??=[],In(`batch`,Mn)),Fn(e.customCards??=[],In(`allowlist`,Nn)),Fn(e.customStrategies??=[],Ln()),zn()}function Fn(e,t){e.some(({type:e})=>e===t.type)||e.push(t)}var In=(e,t)=>{let n=`${Y}-${e}-card`;return Rn(`dashboard_${e}_name`,`dashboard_${e}_description`,{type:n,preview:!0,getEntitySuggestion(e,r){let i=e.entities[r],a=e.devices[i?.device_id??``],o=a?.config_entry_id??a?.primary_config_entry;return i?.platform===`piorchestrator`&&t.includes(i.translation_key??``)&&o?{config:{type:`custom:${n}`,entry:o}}:null}})},Ln=()=>Rn(`dashboard_name`,`dashboard_description`,{type:Y,strategyType:`dashboard`});function Rn(e,t,n){return{...n,documentationURL:jn,get name(){return J(zn(),e)},get description(){return J(zn(),t)}}}function zn(){let e=document.querySelector(`home-assistant`)?.hass?.language??navigator.language;return q(e),e}var Bn,Vn=class extends HTMLElement{static{this.noEditor=!0}static async generate(e,t){let[n,r]=await Promise.all([import(`./parts-CV9R2qRi.js`),Dt(t).catch(()=>void 0),q(t.language)]);if(Bn=n,r)return n.dashboard(t,r);let i=J(t.language,`dashboard_name`);return{title:i,views:[n.words(i,J(t.language,`no_integration`))]}}static async getCreateSuggestions(e){return await q(e.language),{title:J(e.language,`dashboard_name`),icon:`mdi:raspberry-pi`}}static shouldRegenerate(e,t,n){return Bn?.isChanged(t,n)??!0}},Hn=/* @__PURE__ */ t({});Ie({"piorchestrator-batch-card":An,"piorchestrator-allowlist-card":rn,"ll-strategy-dashboard-piorchestrator":Vn}),Pn();export{B as A,H as C,V as D,Re as E,j as F,A as I,k as L,je as M,Ae as N,Ie as O,R as P,c as R,U as S,Be as T,Ze as _,Mt as a,Ke as b,Et as c,ht as d,J as f,et as g,lt as h,Pt as i,Me as j,Ne as k,bt as l,ut as m,Jt as n,jt as o,ct as p,Yt as r,Y as s,Hn as t,xt as u,qe as v,He as w,Ge as x,Je as y};