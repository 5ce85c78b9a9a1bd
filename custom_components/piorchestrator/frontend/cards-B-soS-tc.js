var e=globalThis,t=e.ShadowRoot&&(e.ShadyCSS===void 0||e.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,n=Symbol(),r=/* @__PURE__ */ new WeakMap,i=class{constructor(e,t,r){if(this._$cssResult$=!0,r!==n)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,n=this.t;if(t&&e===void 0){let t=n!==void 0&&n.length===1;t&&(e=r.get(n)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),t&&r.set(n,e))}return e}toString(){return this.cssText}},a=e=>new i(typeof e==`string`?e:e+``,void 0,n),o=(e,...t)=>new i(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,n),s=(n,r)=>{if(t)n.adoptedStyleSheets=r.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let t of r){let r=document.createElement(`style`),i=e.litNonce;i!==void 0&&r.setAttribute(`nonce`,i),r.textContent=t.cssText,n.appendChild(r)}},c=t?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return a(t)})(e):e,{is:l,defineProperty:u,getOwnPropertyDescriptor:d,getOwnPropertyNames:f,getOwnPropertySymbols:p,getPrototypeOf:m}=Object,h=globalThis,ee=h.trustedTypes,te=ee?ee.emptyScript:``,ne=h.reactiveElementPolyfillSupport,g=(e,t)=>e,_={toAttribute(e,t){switch(t){case Boolean:e=e?te:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},re=(e,t)=>!l(e,t),ie={attribute:!0,type:String,converter:_,reflect:!1,useDefault:!1,hasChanged:re};Symbol.metadata??=Symbol(`metadata`),h.litPropertyMetadata??=/* @__PURE__ */ new WeakMap;var v=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=ie){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&u(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=d(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??ie}static _$Ei(){if(this.hasOwnProperty(g(`elementProperties`)))return;let e=m(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(g(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(g(`properties`))){let e=this.properties,t=[...f(e),...p(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=/* @__PURE__ */ new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(c(e))}else e!==void 0&&t.push(c(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=/* @__PURE__ */ new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=/* @__PURE__ */ new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=/* @__PURE__ */ new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return s(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?_:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?_:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??re)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=/* @__PURE__ */ new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=/* @__PURE__ */ new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=/* @__PURE__ */ new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};v.elementStyles=[],v.shadowRootOptions={mode:`open`},v[g(`elementProperties`)]=/* @__PURE__ */ new Map,v[g(`finalized`)]=/* @__PURE__ */ new Map,ne?.({ReactiveElement:v}),(h.reactiveElementVersions??=[]).push(`2.1.2`);var y=globalThis,ae=e=>e,b=y.trustedTypes,oe=b?b.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,se=`$lit$`,x=`lit$${Math.random().toFixed(9).slice(2)}$`,S=`?`+x,ce=`<${S}>`,C=document,w=()=>C.createComment(``),T=e=>e===null||typeof e!=`object`&&typeof e!=`function`,E=Array.isArray,le=e=>E(e)||typeof e?.[Symbol.iterator]==`function`,D=`[ 	
\f\r]`,O=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,ue=/-->/g,de=/>/g,k=RegExp(`>|${D}(?:([^\\s"'>=/]+)(${D}*=${D}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),fe=/'/g,pe=/"/g,me=/^(?:script|style|textarea|title)$/i,A=(e=>(t,...n)=>({_$litType$:e,strings:t,values:n}))(1),j=Symbol.for(`lit-noChange`),M=Symbol.for(`lit-nothing`),he=/* @__PURE__ */ new WeakMap,N=C.createTreeWalker(C,129);function ge(e,t){if(!E(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return oe===void 0?t:oe.createHTML(t)}var _e=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=O;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===O?c[1]===`!--`?o=ue:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=k):(me.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=k):o=de:o===k?c[0]===`>`?(o=i??O,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?k:c[3]===`"`?pe:fe):o===pe||o===fe?o=k:o===ue||o===de?o=O:(o=k,i=void 0);let d=o===k&&e[t+1].startsWith(`/>`)?` `:``;a+=o===O?n+ce:l>=0?(r.push(s),n.slice(0,l)+se+n.slice(l)+x+d):n+x+(l===-2?t:d)}return[ge(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},P=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=_e(t,n);if(this.el=e.createElement(l,r),N.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=N.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(se)){let t=u[o++],n=i.getAttribute(e).split(x),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?ye:r[1]===`?`?be:r[1]===`@`?xe:L}),i.removeAttribute(e)}else e.startsWith(x)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(me.test(i.tagName)){let e=i.textContent.split(x),t=e.length-1;if(t>0){i.textContent=b?b.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],w()),N.nextNode(),c.push({type:2,index:++a});i.append(e[t],w())}}}else if(i.nodeType===8){if(i.data===S)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(x,e+1))!==-1;)c.push({type:7,index:a}),e+=x.length-1}}a++}}static createElement(e,t){let n=C.createElement(`template`);return n.innerHTML=e,n}};function F(e,t,n=e,r){if(t===j)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=T(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=F(e,i._$AS(e,t.values),i,r)),t}var ve=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??C).importNode(t,!0);N.currentNode=r;let i=N.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new I(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Se(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=N.nextNode(),a++)}return N.currentNode=C,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},I=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=M,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=F(this,e,t),T(e)?e===M||e==null||e===``?(this._$AH!==M&&this._$AR(),this._$AH=M):e!==this._$AH&&e!==j&&this._(e):e._$litType$===void 0?e.nodeType===void 0?le(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==M&&T(this._$AH)?this._$AA.nextSibling.data=e:this.T(C.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=P.createElement(ge(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new ve(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=he.get(e.strings);return t===void 0&&he.set(e.strings,t=new P(e)),t}k(t){E(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(w()),this.O(w()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=ae(e).nextSibling;ae(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},L=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=M,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(/* @__PURE__ */ new String),this.strings=n):this._$AH=M}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=F(this,e,t,0),a=!T(e)||e!==this._$AH&&e!==j,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=F(this,r[n+o],t,o),s===j&&(s=this._$AH[o]),a||=!T(s)||s!==this._$AH[o],s===M?e=M:e!==M&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===M?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},ye=class extends L{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===M?void 0:e}},be=class extends L{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==M)}},xe=class extends L{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=F(this,e,t,0)??M)===j)return;let n=this._$AH,r=e===M&&n!==M||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==M&&(n===M||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Se=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){F(this,e)}},Ce={M:se,P:x,A:S,C:1,L:_e,R:ve,D:le,V:F,I,H:L,N:be,U:xe,B:ye,F:Se},we=y.litHtmlPolyfillSupport;we?.(P,I),(y.litHtmlVersions??=[]).push(`3.3.3`);var Te=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new I(t.insertBefore(w(),e),e,void 0,n??{})}return i._$AI(e),i},R=globalThis,z=class extends v{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Te(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return j}};z._$litElement$=!0,z.finalized=!0,R.litElementHydrateSupport?.({LitElement:z});var Ee=R.litElementPolyfillSupport;Ee?.({LitElement:z}),(R.litElementVersions??=[]).push(`4.2.2`);var B=`piorchestrator`,De=e=>e.callWS({type:`${B}/entries`});function Oe(e,t){let n=t.kind===`snapshot`?void 0:e;return{parts:{...n?.parts,...t.parts},boards:ke(n?.boards,t.boards),allowlist:ke(n?.allowlist,t.allowlist)}}function ke(e=/* @__PURE__ */ new Map,t){if(!t)return e;let n=new Map(e);for(let[e,r]of Object.entries(t))r===null?n.delete(e):n.set(e,r);return n}var Ae=class{constructor(e,t){this.connection=e,this.entryId=t,this.listeners=/* @__PURE__ */ new Set}async listen(e){this.listeners.add(e),this.known&&e(this.known),this.subscription??=this.connection.subscribeMessage(e=>this.hear(e),{type:`${B}/subscribe`,config_entry_id:this.entryId}),await this.subscription}leave(e){this.listeners.delete(e),this.listeners.size||(V.delete(this.entryId),this.subscription?.then(e=>e()).catch(()=>void 0))}hear(e){this.known=Oe(this.known,e);for(let e of this.listeners)e(this.known)}},V=/* @__PURE__ */ new Map;function je(e,t,n,r){let i=V.get(t);i?.connection!==e&&(i=new Ae(e,t),V.set(t,i));let a=i;return a.listen(n).catch(e=>{V.delete(t),r(e)}),()=>a.leave(n)}var H={loading:`Waiting for the Pi …`,no_pi:`There is no PiOrchestrator yet. Add the integration under Settings, Devices & services.`,no_such_pi:`The PiOrchestrator of this card is gone. Choose another one in the card's settings.`,no_integration:`The integration PiOrchestrator is not running.`,close:`Close`,cancel:`Cancel`,retry_in:`Try again in {n} s.`,copy_id:`Copy correlation id {id}`,copied:`Copied`,card_entry:`PiOrchestrator`,card_title:`Title`,settings:`Settings`,offline:`Offline`,live:`Live`,live_means:`Changes show at once.`,polled:`Polling`,polled_means:`The event stream is down: changes show within seconds.`,only_admins:`Only administrators can change something here.`,advice_unreachable:`The Pi does not answer. What you see is from before. Check that it is on and in the network; it is asked again every few seconds.`,advice_key_refused:`The Pi refuses the API key. What you see is from before. Enter the new key in the settings.`,advice_not_loaded:`The integration of this Pi is not running. What you see is from before.`,advice_browser:`This page has lost Home Assistant. What you see is from before.`,search:`Search`,filter:`Filter`,nothing_found:`Nothing matches.`,correlation_id:`Correlation ID`,batch_card:`PiOrchestrator batch`,batch_card_means:`A batch of boards live: provision, retry, stop and resume.`,progress:`Progress`,controls:`Actions`,boards:`Boards`,no_boards:`No boards yet`,unattended:`Unattended`,unattended_paused:`Unattended mode has paused: more than half of its boards failed. Look at them; switch it off and on again to go on.`,session_discovering:`Discovering`,session_active:`Active`,session_paused:`Paused`,session_closing:`Closing`,session_closed:`Closed`,session_interrupted:`Interrupted`,state_expected:`Expected`,state_discovered:`Discovered`,state_provisioning:`Provisioning`,state_provisioned:`Provisioned`,state_verifying:`Verifying`,state_verified:`Verified`,state_failed:`Failed`,group_verified:`verified`,group_working:`in progress`,group_waiting:`waiting`,group_failed:`failed`,group_stranger:`not allowed`,group_missing:`missing`,hold_not_named:`Not meant for this batch`,hold_weak_signal:`Held back: weak signal`,hold_firmware:`Held back: firmware`,hold_ceiling:`Held back: limit of the batch reached`,hold_sent:`Waiting for the Pi's answer`,hold_refused:`Left to you: the Pi refused it`,hold_not_retryable:`Left to you: another try would not help`,hold_retries:`Left to you: tried often enough`,of_verified:`of {n} board verified|of {n} boards verified`,target:`Target network`,left:`Time left`,onboarding:`On the onboarding Wi-Fi`,next_try:`Next try`,complete:`The expected board is verified.|All {n} expected boards are verified.`,batch_over:`The batch has ended: {verified} verified, {failed} failed.`,save_report:`Save report`,last_fault:`The Pi reported: {message} ({code})`,interrupted:`A batch for {network} of {begun} was interrupted.`,interrupted_stands:`{verified} of {n} board verified, {failed} failed.|{verified} of {n} boards verified, {failed} failed.`,resume:`Resume`,discard:`Discard …`,discard_ask:`Discard the interrupted batch?`,discard_means:`It cannot be resumed afterwards. Boards that are verified stay so.`,discard_now:`Discard`,no_profile:`A batch needs a Wi-Fi profile: the network that the boards are sent to. Add one in the settings.`,profile:`Wi-Fi profile`,start:`Start a batch`,provision:`Provision`,provision_all:`Provision all`,provision_n:`Provision {n}|Provision all {n}`,unused:`{n} board of the allowlist is still to come.|{n} boards of the allowlist are still to come.`,retry:`Retry`,retry_n:`Retry {n} failed`,begun:`{n} begun, {skipped} left out by the Pi.`,retried:`{n} begun again.`,retry_refused:`{n} refused: {message} ({code})`,stop:`Stop …`,stop_ask:`Stop the batch for {network}?`,stop_working:`{n} board is in the middle of it and will fail.|{n} boards are in the middle of it and will fail.`,stop_waiting:`{n} board that waits will not be provisioned.|{n} boards that wait will not be provisioned.`,stop_verified:`{n} verified board stays verified.|{n} verified boards stay verified.`,stop_network:`The onboarding Wi-Fi is closed.`,stop_now:`Stop the batch`,why_empty:`Looking for boards. Power them on near the Pi.`,why_closing:`The batch is being closed.`,why_paused:`The Pi has paused the batch: nothing can be begun until it goes on.`,why_not_now:`The Pi takes no work for this batch now.`,left_out:`Left out: {reasons}.`,out_stranger:`{n} not on the allowlist`,out_failed:`{n} failed (retry them)`,out_working:`{n} already in progress`,out_verified:`{n} verified`,out_missing:`{n} not found yet`,col_board:`Board`,col_state:`State`,col_rssi:`Signal`,col_firmware:`Firmware`,col_attempts:`Attempts`,col_container:`Container`,col_reason:`Reason`,attempt:`Attempt {n}`,strangers:`{n} board is not on the allowlist|{n} boards are not on the allowlist`,strangers_mean:`They were found, and are left alone until you allow them.`,allow:`Allow`,allowed:`{mac} is on the allowlist now.`,missing_named:`{n} board of this batch is missing|{n} boards of this batch are missing`,missing_listed:`{n} board of the allowlist was not found yet|{n} boards of the allowlist were not found yet`,missing_mean:`Are they powered on, and near the Pi?`,and_more:`and {n} more`},Me={de:()=>import(`./de-BIyiE6b0.js`),es:()=>import(`./es-BIyiE6b0.js`),fr:()=>import(`./fr-BIyiE6b0.js`),pt:()=>import(`./pt-br-BIyiE6b0.js`)},U={en:H};function Ne(e,t){let n=e.split(`-`)[0]??`en`;!U[n]&&Me[n]&&Me[n]().then(({texts:e})=>{U[n]=e,t()},()=>void 0)}var Pe=e=>e in H;function Fe(e,t,n={}){let[r=``,i]=((U[e.split(`-`)[0]??`en`]??H)[t]??H[t]).split(`|`);return(i===void 0||new Intl.PluralRules(e).select(Number(n.n))===`one`?r:i).replace(/\{(\w+)\}/g,(t,r)=>{let i=n[r];return i===void 0?t:typeof i==`number`?i.toLocaleString(e):i})}async function Ie(e,t,n,r={}){let{response:i}=await e.callWS({type:`call_service`,domain:B,service:n,service_data:{config_entry_id:t,...r},return_response:!0});return i}async function Le(e,t){let n=t??{},r=n.translation_placeholders??{},i={message:await Re(e,n.translation_key,r)||n.message||String(t)},a=r.code;a&&a!==`–`&&(i.code=a);let o=r.correlation_id;o&&o!==`–`&&(i.correlationId=o);let s=Number(r.retry_after);return s>0&&(i.retryAt=Date.now()+s*1e3),i}async function Re(e,t,n){return t?(await e.loadBackendTranslation(`exceptions`,B),e.localize(`component.${B}.exceptions.${t}.message`,n)):``}var ze=class extends z{static{this.properties={known:{attribute:!1,state:!0},problem:{attribute:!1,state:!0},refusal:{attribute:!1,state:!0},busy:{attribute:!1,state:!0},preview:{type:Boolean,reflect:!0}}}constructor(){super(),this.t=(e,t)=>Fe(this.current?.language??`en`,e,t),this.busy=/* @__PURE__ */ new Set}set hass(e){let t=this.current;this.current=e,t?.language!==e.language&&Ne(e.language,()=>this.requestUpdate()),(t?.connection!==e.connection||t.connected!==e.connected||t.language!==e.language||t.user?.is_admin!==e.user?.is_admin)&&(this.requestUpdate(),this.connect())}get hass(){return this.current}setConfig(e){let t=this.config;this.config=e,t&&t.entry!==e.entry&&this.disconnect(),this.requestUpdate(),this.connect()}connectedCallback(){super.connectedCallback(),this.connect()}disconnectedCallback(){super.disconnectedCallback(),this.disconnect()}get isAdmin(){return this.current?.user?.is_admin??!1}word(e,t){let n=`${e}_${t}`;return Pe(n)?this.t(n):t??`–`}async act(e,t={},n=e){if(this.entryId&&!this.busy.has(n)){this.busy=/* @__PURE__ */ new Set([...this.busy,n]),this.refusal=void 0;try{return await Ie(this.hass,this.entryId,e,t)}catch(e){this.refusal=await Le(this.hass,e);return}finally{this.busy=new Set([...this.busy].filter(e=>e!==n))}}}async connect(){let e=this.current?.connection;if(e&&this.config&&this.isConnected&&this.followed!==e){this.disconnect(),this.followed=e;try{let t=this.config.entry??(await De(this.hass))[0]?.entry_id;if(this.followed!==e||(this.entryId=t,this.problem=t?void 0:`no_pi`,!t))return;this.leave=je(e,t,e=>this.known=e,()=>this.problem=`no_such_pi`)}catch{this.problem=`no_integration`}}}disconnect(){this.leave?.(),this.leave=this.followed=this.known=void 0}render(){return!this.current||!this.config?A`${M}`:A`<ha-card .header=${void 0}>${this.known?this.content(this.known):this.waiting()}</ha-card>`}waiting(){return this.problem?A`<p class="notice warning" role="alert">${this.t(this.problem)}</p>`:A`<p class="notice" role="status">${this.t(`loading`)}</p>`}},Be=class{constructor(e,t){this.host=e,this.runs=t,e.addController(this)}hostUpdated(){this.timer===void 0&&this.runs()&&(this.timer=window.setTimeout(()=>{this.timer=void 0,this.host.requestUpdate()},1e3))}hostDisconnected(){window.clearTimeout(this.timer),this.timer=void 0}};function W(e){return e==null?0:Math.max(0,Math.ceil((new Date(e).getTime()-Date.now())/1e3))}function Ve(e){let t=Math.floor(e/60),n=e=>String(e).padStart(2,`0`);return t<60?`${t}:${n(e%60)}`:`${Math.floor(t/60)}:${n(t%60)}:${n(e%60)}`}async function He(e){if(navigator.clipboard)try{return await navigator.clipboard.writeText(e),!0}catch{}let t=document.createElement(`textarea`);t.value=e,t.style.position=`fixed`,document.body.append(t),t.select();try{return document.execCommand(`copy`)}finally{t.remove()}}function Ue(e,t,n){let r=document.createElement(`a`);r.href=URL.createObjectURL(new Blob([t],{type:n})),r.download=e,r.click(),URL.revokeObjectURL(r.href)}function We(e,t,n){let r=W(t.retryAt);return A`<div class="notice error" role="alert">
    <ha-icon icon="mdi:alert-circle-outline"></ha-icon>
    <span class="grow">${t.message}</span>
    ${r?A`<span class="chip">${e(`retry_in`,{n:r})}</span>`:M}
    ${G(e,t.correlationId)}
    <button class="plain icon" aria-label=${e(`close`)} @click=${n}><ha-icon icon="mdi:close"></ha-icon></button>
  </div>`}function G(e,t){return t?A`<button class="plain icon copy" title=${e(`copy_id`,{id:t})} aria-label=${e(`copy_id`,{id:t})} @click=${async e=>{let n=e.currentTarget.querySelector(`ha-icon`);n?.setAttribute(`icon`,await He(t)?`mdi:check`:`mdi:close`),setTimeout(()=>n?.setAttribute(`icon`,`mdi:content-copy`),2e3)}}>
    <ha-icon icon="mdi:content-copy"></ha-icon>
  </button>`:M}var Ge=o`
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
    padding: 2px 10px 2px 6px;
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
  .scroll {
    overflow: auto;
    overscroll-behavior: contain;
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
`,Ke={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},qe=e=>(...t)=>({_$litDirective$:e,values:t}),Je=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},{I:Ye}=Ce,Xe=e=>e,Ze=()=>document.createComment(``),K=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new Ye(r.insertBefore(Ze(),i),r.insertBefore(Ze(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=Xe(e).nextSibling;Xe(r).insertBefore(e,i),e=t}}}return n},q=(e,t,n=e)=>(e._$AI(t,n),e),Qe={},$e=(e,t=Qe)=>e._$AH=t,et=e=>e._$AH,J=e=>{e._$AR(),e._$AA.remove()},tt=(e,t,n)=>{let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},nt=qe(class extends Je{constructor(e){if(super(e),e.type!==Ke.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=et(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=q(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=q(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=q(i[d],a[m]),K(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=q(i[f],a[p]),K(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=tt(o,p,m),u=tt(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=K(e,i[d]);q(t,a[p]),c[p]=t}else c[p]=q(n,a[p]),K(e,i[d],n),i[t]=null;p++}else J(i[f]),f--}else J(i[d]),d++;for(;p<=m;){let t=K(e,c[m+1]);q(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&J(e)}return this.ut=o,$e(e,c),j}});function rt(e,{parts:t}){let{pi:n,session:r,legal:i}=t;return i?e.isAdmin?n.state===`ok`?r?.is_open?r.is_interrupted?M:A`<section aria-label=${e.t(`controls`)}>
    <div class="bar controls">${ot(e,i.work)} <span class="grow"></span>${ct(e,i.stop)}</div>
    ${it(e,lt(e,t))}
  </section>`:at(e,n.profiles):M:A`<p class="faint small">${e.t(`only_admins`)}</p>`:M}var it=(e,t)=>A`<p class="small answer ${e.said?``:`faint`}" role="status">${e.said??t}</p>`;function at(e,t){let[n]=t;if(!n)return A`<div class="notice">
      <span class="grow">${e.t(`no_profile`)}</span>
      <a class="button" href="/config/integrations/integration/piorchestrator">${e.t(`settings`)}</a>
    </div>`;let r=t.find(({id:t})=>t===e.profile)??n,i=e.known?.parts.allowlist?.unused;return A`<section aria-label=${e.t(`controls`)}>
    <div class="bar controls">
    <label class="bar grow"
      ><span>${e.t(`profile`)}</span>
      <select class="grow" @change=${t=>e.profile=t.target.value}>
        ${t.map(({id:e,title:t})=>A`<option value=${e} ?selected=${e===r.id}>${t}</option>`)}
      </select></label
    >${Y(e,`start_session`,{network:r.id},`mdi:play`,e.t(`start`),`primary`)}
    </div>
    ${it(e,i==null?``:e.t(`unused`,{n:i}))}
  </section>`}function ot(e,t){let n=e.rows.filter(({board:e})=>e.step===`provision`).length,r=e.rows.filter(({board:e})=>e.step===`retry`).length;return A`${Y(e,`provision_all`,{},`mdi:upload-network`,n?e.t(`provision_n`,{n}):e.t(`provision_all`),`primary`,!t||!n,({initiated_count:t,skipped_count:n})=>e.t(`begun`,{n:t??0,skipped:n??0}))}${r?Y(e,`retry_device`,{},`mdi:restart`,e.t(`retry_n`,{n:r}),``,!t,t=>st(e,t)):M}`}function st(e,{results:t}){let n=t.filter(({accepted:e})=>!e),[r]=n;if(r){let t={message:e.t(`retry_refused`,{n:n.length,message:r.message??``,code:r.code??`–`})};r.correlation_id&&(t.correlationId=r.correlation_id),r.retry_after&&(t.retryAt=Date.now()+r.retry_after*1e3),e.refusal=t}return e.t(`retried`,{n:t.length-n.length})}function ct(e,t){return A`<button class="danger" ?disabled=${!t||e.busy.size>0} @click=${()=>e.asked=`stop_session`}>
    <ha-icon icon="mdi:stop"></ha-icon>${e.t(`stop`)}
  </button>`}function Y(e,t,n,r,i,a,o=!1,s,c=t){let l=e.busy.has(c);return A`<button
    class=${a}
    ?disabled=${o||l}
    aria-busy=${l}
    @click=${()=>e.perform(t,n,s,c)}
  >
    <ha-icon class=${l?`turning`:``} icon=${l?`mdi:loading`:r}></ha-icon><span class="label">${i}</span>
  </button>`}function lt(e,{session:t,legal:n}){if(t?.state===`closing`||t?.state===`paused`)return e.t(`why_${t.state}`);if(!e.rows.length)return e.t(`why_empty`);if(!n?.work)return e.t(`why_not_now`);let{counts:r}=e,i=[[r.stranger,`out_stranger`],[r.failed,`out_failed`],[r.working,`out_working`],[r.verified,`out_verified`],[r.missing,`out_missing`]].filter(([e])=>e>0).map(([t,n])=>e.t(n,{n:t}));return i.length?e.t(`left_out`,{reasons:i.join(`, `)}):``}var ut=50;function dt(e){return pt(e,`stranger`,e.t(`strangers`,{n:e.counts.stranger}),e.t(`strangers_mean`),!0,t=>e.isAdmin?Y(e,`add_to_allowlist`,{mac:t.mac},`mdi:check`,e.t(`allow`),``,!1,()=>e.t(`allowed`,{mac:t.mac}),`add_to_allowlist ${t.mac}`):M)}function ft(e,{parts:t}){if(!t.session?.is_open)return M;let{n,words:r}={n:e.counts.missing,words:t.expectation?.named?`missing_named`:`missing_listed`};return pt(e,`missing`,e.t(r,{n}),e.t(`missing_mean`),t.expectation?.named??!1,()=>M)}function pt(e,t,n,r,i,a){let o=e.rows.filter(e=>e.group===t);if(!o.length)return M;let s=o.length-ut;return A`<details class=${t} ?open=${i}>
    <summary>${n}</summary>
    <p class="small faint">${r}</p>
    <ul>
      ${nt(o.slice(0,ut),({mac:e})=>e,e=>A`<li>
          <span class="two-lines grow"
            ><span>${e.name}</span
            ><span class="small faint"
              ><bdi dir="ltr">${e.mac}</bdi>${e.board.rssi===null?M:A` · ${e.board.rssi} dBm`}</span
            ></span
          >${a(e)}
        </li>`)}
    </ul>
    ${s>0?A`<p class="small faint">${e.t(`and_more`,{n:s})}</p>`:M}
  </details>`}var X=[`verified`,`working`,`waiting`,`failed`,`stranger`,`missing`],mt=/* @__PURE__ */ new Set([`provisioning`,`provisioned`,`verifying`]);function ht(e){switch(e.state){case`verified`:case`failed`:return e.state;case`expected`:return`missing`;case`discovered`:return e.allowed?`waiting`:`stranger`;default:return mt.has(e.state??``)||e.allowed?`working`:`stranger`}}var gt=(e,t)=>t.name??`ESP-CAM ${e.replaceAll(`:`,``).slice(-6)}`,_t=e=>Array.from(e,([e,t])=>({mac:e,board:t,name:gt(e,t),group:ht(t)}));function vt(e){let t=Object.fromEntries(X.map(e=>[e,0]));for(let n of e)t[n.group]+=1;return t}function yt(e,{column:t,descending:n}){if(t===`found`)return n?[...e].reverse():[...e];let r=bt[t];return[...e].sort((e,t)=>St(r(e),r(t),n?-1:1))}var bt={name:e=>e.name,state:e=>X.indexOf(e.group),rssi:e=>e.board.rssi,firmware:e=>e.board.firmware_version,attempts:e=>e.board.attempts},xt=new Intl.Collator(void 0,{numeric:!0});function St(e,t,n){return e===null||t===null?Number(e===null)-Number(t===null):typeof e==`number`&&typeof t==`number`?n*(e-t):n*xt.compare(String(e),String(t))}function Ct(e,t){let n=t.trim().toLowerCase();if(!n)return!0;let{board:r}=e;if([e.name,r.container_id,r.firmware_version,r.error?.code,r.error?.message].some(e=>e?.toLowerCase().includes(n)))return!0;let i=n.replace(/[:\-.]/g,``);return/^[0-9a-f]+$/.test(i)&&e.mac.replaceAll(`:`,``).toLowerCase().includes(i)}function wt(e,t,n,r){if(!r)return[...e];let i=new Map(t.map(e=>[e.mac,e])),a=n.flatMap(e=>i.get(e)??[]),o=new Set(n);return[...a,...e.filter(e=>!o.has(e.mac))]}var Tt=10;function Et(e,t,n,r,i=0){if(e<=100)return{first:0,end:e,above:0,below:0};let a=Math.max(0,Math.floor((n-i)/t)-Tt),o=Math.min(a,Math.max(0,e-1)),s=Math.min(e,Math.ceil((n-i+r)/t)+Tt);return{first:o,end:s,above:o*t,below:(e-s)*t}}var Z={verified:{icon:`mdi:check-circle`,color:`var(--ok)`,label:`group_verified`},working:{icon:`mdi:progress-clock`,color:`var(--busy)`,label:`group_working`},waiting:{icon:`mdi:clock-outline`,color:`var(--secondary-text-color)`,label:`group_waiting`},failed:{icon:`mdi:alert-circle`,color:`var(--bad)`,label:`group_failed`},stranger:{icon:`mdi:help-circle-outline`,color:`var(--care)`,label:`group_stranger`},missing:{icon:`mdi:circle-outline`,color:`var(--quiet)`,label:`group_missing`}},Dt=[-75,-67,-60],Ot=e=>`mdi:wifi-strength-${1+Dt.filter(t=>e>=t).length}`,kt=56,At=480,jt=40,Mt=[[`name`,`col_board`,``],[`state`,`col_state`,``],[`rssi`,`col_rssi`,`wide`],[`firmware`,`col_firmware`,`wide`],[`attempts`,`col_attempts`,`wide`]];function Nt(e,t){if(!e.rows.length)return M;let{first:n,end:r,above:i,below:a}=Et(t.length,kt,e.scrolled,At,jt);return A`<section aria-label=${e.t(`boards`)} class="boards">
    <div class="bar">
      <h3 class="grow">${e.t(`boards`)}</h3>
      <input
        type="search"
        placeholder=${e.t(`search`)}
        aria-label=${e.t(`search`)}
        .value=${e.search}
        @input=${t=>e.search=t.target.value}
      />
    </div>
    <div
      class="scroll"
      tabindex="0"
      role="region"
      aria-label=${e.t(`boards`)}
      @scroll=${t=>e.scrolled=t.target.scrollTop}
      @pointerenter=${e.hold}
      @pointerleave=${e.hold}
      @focusin=${e.hold}
      @focusout=${e.hold}
    >
      <table aria-rowcount=${t.length+1}>
        <thead>
          <tr>
            ${Mt.map(t=>Ft(e,...t))}
            <th class="act"><span class="visually-hidden">${e.t(`controls`)}</span></th>
          </tr>
        </thead>
        <tbody>
          ${Pt(i)}${nt(t.slice(n,r),({mac:e})=>e,(t,r)=>It(e,t,n+r+2))}${Pt(a)}
        </tbody>
      </table>
      ${t.length?M:A`<p class="empty faint">${e.t(`nothing_found`)}</p>`}
    </div>
  </section>`}var Pt=e=>e?A`<tr class="spacer" aria-hidden="true" style="height:${e}px"></tr>`:M;function Ft(e,t,n,r){let{sorting:i}=e,a=i.column===t,o=`mdi:arrow-${i.descending?`down`:`up`}`;return A`<th
    class="col-${t} ${r}"
    scope="col"
    aria-sort=${a?i.descending?`descending`:`ascending`:`none`}
  >
    <button @click=${()=>e.sort(t)}>
      <span>${e.t(n)}</span>${a?A`<ha-icon icon=${o}></ha-icon>`:M}
    </button>
  </th>`}function It(e,t,n){let{board:r,mac:i,name:a}=t,{icon:o,color:s}=Z[t.group];return A`<tr aria-rowindex=${n} class=${t.group}>
    <td class="two-lines">
      <button class="link" @click=${()=>e.opened=i}>${a}</button>
      <span class="small faint"
        ><bdi dir="ltr">${i}</bdi>${r.rssi===null?M:A` <ha-icon class="narrow" icon=${Ot(r.rssi)} title="${r.rssi} dBm"></ha-icon>`}</span
      >
    </td>
    <td class="two-lines">
      <span class="state"><ha-icon icon=${o} style="color:${s}"></ha-icon>${e.word(`state`,r.state)}</span>
      <span class="small faint" title=${Q(e,t)}>${Q(e,t)}</span>
    </td>
    <td class="wide">${Lt(r.rssi)}</td>
    <td class="wide">${r.firmware_version??`–`}</td>
    <td class="wide">${r.attempts}</td>
    <td class="act">${G(e.t,r.error?.correlation_id)}${Rt(e,t)}</td>
  </tr>`}var Lt=e=>e===null?`–`:A`<span class="state"><ha-icon icon=${Ot(e)}></ha-icon>${e} dBm</span>`;function Q(e,{board:t}){let{error:n,hold:r}=t;if(n){let{code:e,message:t}=n;return e&&!t?.includes(e)?`${t??``} (${e})`.trim():t??``}return r?e.word(`hold`,r):t.attempts>1?e.t(`attempt`,{n:t.attempts}):``}function Rt(e,{mac:t,board:n}){if(!e.isAdmin||!n.step||e.known?.parts.pi.state!==`ok`)return M;let[r,i,a]=n.step===`retry`?[`retry_device`,`mdi:restart`,`retry`]:[`provision_device`,`mdi:upload-network`,`provision`];return Y(e,r,{mac:t},i,e.t(a),``,!1,t=>st(e,t),`${r} ${t}`)}function zt(e,{parts:t},n){let r=n===`stop_session`,{counts:i}=e,a=r?[i.working&&e.t(`stop_working`,{n:i.working}),i.waiting&&e.t(`stop_waiting`,{n:i.waiting}),i.verified&&e.t(`stop_verified`,{n:i.verified}),e.t(`stop_network`)]:[e.t(`discard_means`)],[o,s]=r?[`stop_session`,{}]:[`discard_session`,{session_id:n.slice(8)}];return A`<piorchestrator-dialog .heading=${r?e.t(`stop_ask`,{network:t.session?.target_ssid??`–`}):e.t(`discard_ask`)} @closed=${()=>e.asked=void 0}>
    <ul>
      ${a.filter(Boolean).map(e=>A`<li>${e}</li>`)}
    </ul>
    <div class="bar end">
      <button autofocus @click=${()=>e.asked=void 0}>${e.t(`cancel`)}</button>
      <button class="danger" @click=${()=>e.perform(o,s)}>
        ${e.t(r?`stop_now`:`discard_now`)}
      </button>
    </div>
  </piorchestrator-dialog>`}function Bt(e,t){let{board:n,mac:r}=t,i=[[`MAC`,A`<bdi dir="ltr"><code>${r}</code></bdi>`],[e.t(`col_state`),e.word(`state`,n.state)],[e.t(`col_reason`),Q(e,t)],[e.t(`correlation_id`),n.error?.correlation_id?A`<code>${n.error.correlation_id}</code>${G(e.t,n.error.correlation_id)}`:null],[e.t(`col_attempts`),n.attempts||null],[e.t(`col_rssi`),n.rssi===null?null:`${n.rssi} dBm`],[e.t(`col_firmware`),n.firmware_version],[e.t(`col_container`),n.container_id]];return A`<piorchestrator-dialog .heading=${t.name} @closed=${()=>e.opened=void 0}>
    <dl>
      ${i.filter(([,e])=>e).map(([e,t])=>A`<dt>${e}</dt><dd>${t}</dd>`)}
    </dl>
    <div class="bar end">
      ${Rt(e,t)}<button autofocus @click=${()=>e.opened=void 0}>${e.t(`close`)}</button>
    </div>
  </piorchestrator-dialog>`}var Vt={unreachable:`advice_unreachable`,key_refused:`advice_key_refused`,not_loaded:`advice_not_loaded`,removed:`no_such_pi`};function Ht(e,t){let n=e.hass.connected?Vt[t.state]:`advice_browser`;if(!n)return M;let r=n===`advice_key_refused`||n===`advice_not_loaded`;return A`<div class="notice error" role="alert">
    <ha-icon icon="mdi:lan-disconnect"></ha-icon>
    <span class="grow">${e.t(n)}</span>
    ${r?A`<a class="button" href="/config/integrations/integration/piorchestrator">${e.t(`settings`)}</a>`:M}
  </div>`}var Ut=(e,t)=>e.perform(`get_report`,{session_id:t,format:`csv`},({content:e})=>{Ue(`piorchestrator-${t.slice(0,8)}.csv`,e,`text/csv`)});function Wt(e,{parts:t}){let{pi:n,session:r}=t;return A`<header>
    <ha-icon icon="mdi:cctv"></ha-icon>
    <h2 class="grow">${e.heading||n.title}</h2>
    ${r?A`<span class="chip session ${r.state}">${Gt(e,r)}</span>`:M}
    ${t.unattended?.is_on?A`<span class="chip"><ha-icon icon="mdi:robot"></ha-icon>${e.t(`unattended`)}</span>`:M}
    ${Kt(e,n)}
  </header>`}var Gt=(e,t)=>e.word(`session`,t.is_interrupted?`interrupted`:t.state);function Kt(e,t){if(t.state!==`ok`||!e.hass.connected)return A`<span class="chip bad"><ha-icon icon="mdi:lan-disconnect"></ha-icon>${e.t(`offline`)}</span>`;let[n,r]=t.live?[`mdi:access-point`,`live`]:[`mdi:sync`,`polled`];return A`<span class="chip" title=${e.t(`${r}_means`)}><ha-icon icon=${n}></ha-icon>${e.t(r)}</span>`}function qt(e,{parts:t}){let{session:n,counters:r,network:i,unattended:a}=t;if(!n||!r)return M;let o=n.is_open&&!n.is_interrupted?W(n.expires_at):0,s=n.is_open?W(a?.again_at):0;return A`<div class="facts">
    <span class="figure grow"
      ><b>${r.verified}</b> ${e.t(`of_verified`,{n:r.total-r.strangers})}</span
    >
    ${$(`mdi:wifi`,e.t(`target`),n.target_ssid)}
    ${$(`mdi:timer-outline`,e.t(`left`),o?Ve(o):null)}
    ${n.is_open&&i?.is_active?$(`mdi:wifi-marker`,e.t(`onboarding`),String(i.connected_devices??`–`)):M}
    ${$(`mdi:robot`,e.t(`next_try`),s?Ve(s):null)}
  </div>`}var $=(e,t,n)=>n?A`<span class="fact" title=${t}
        ><ha-icon icon=${e}></ha-icon><span><span class="small faint">${t}</span><span>${n}</span></span></span
      >`:M;function Jt(e,{parts:t}){let{session:n,offers:r=[],unattended:i,expectation:a,report:o,fault:s}=t,c=n&&!n.is_open&&o?.session_id===n.id;return A`
    ${Ht(e,t.pi)} ${r.map(n=>Yt(e,n,t.legal?.resume??!1))}
    ${i?.pause?A`<div class="notice warning">
          <ha-icon icon="mdi:robot-off"></ha-icon><span class="grow">${e.t(`unattended_paused`)}</span>
        </div>`:M}
    ${n?.is_open&&a?.is_complete?A`<div class="notice ok" role="status">
          <ha-icon icon="mdi:check-all"></ha-icon><span class="grow">${e.t(`complete`,{n:a.expected})}</span>
        </div>`:M}
    ${c?A`<div class="notice ${o.failed?`warning`:`ok`}">
          <ha-icon icon="mdi:flag-checkered"></ha-icon>
          <span class="grow">${e.t(`batch_over`,{verified:o.verified,failed:o.failed})}</span>
          <button @click=${()=>Ut(e,o.session_id)}>
            <ha-icon icon="mdi:download"></ha-icon>${e.t(`save_report`)}
          </button>
        </div>`:M}
    ${n?.is_open&&s?A`<div class="notice small">
          <ha-icon icon="mdi:message-alert-outline"></ha-icon>
          <span class="grow">${e.t(`last_fault`,{message:s.message??``,code:s.code??`–`})}</span>
          ${G(e.t,s.correlation_id)}
        </div>`:M}
  `}function Yt(e,t,n){let r=t.created_at?new Date(t.created_at).toLocaleString(e.hass.language,{dateStyle:`medium`,timeStyle:`short`}):`–`;return A`<div class="notice warning">
    <ha-icon icon="mdi:restore-alert"></ha-icon>
    <span class="grow"
      ><b>${e.t(`interrupted`,{network:t.target_ssid??`–`,begun:r})}</b><br />${e.t(`interrupted_stands`,{verified:t.verified_count??0,n:t.device_count??0,failed:t.failed_count??0})}</span
    >
    ${e.isAdmin?A`<button
            class="primary"
            ?disabled=${!n||e.busy.size>0}
            @click=${()=>e.perform(`resume_session`,{session_id:t.id})}
          >
            <ha-icon icon="mdi:play"></ha-icon>${e.t(`resume`)}</button
          ><button ?disabled=${e.busy.size>0} @click=${()=>e.asked=`discard:${t.id}`}>
            ${e.t(`discard`)}
          </button>`:M}
  </div>`}var Xt=o`
  .progress-part,
  section {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  section.bar {
    flex-direction: row;
  }
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
  .fact,
  .state {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .fact > span > span {
    display: block;
    line-height: 1.3;
  }
  .chip.bad {
    background: color-mix(in srgb, var(--bad), transparent 80%);
  }
  .filter {
    min-height: 36px;
    padding: 0 12px 0 8px;
    border-radius: 999px;
    font-size: var(--ha-font-size-s, 0.85rem);
  }
  .filter[aria-pressed="true"] {
    border-color: var(--primary-color);
    background: color-mix(in srgb, var(--primary-color), transparent 85%);
  }
  .boards .scroll {
    max-height: 480px;
  }
  .boards input {
    width: min(220px, 50%);
  }
  .answer {
    min-height: 1.4em;
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
  @container (max-width: 640px) {
    .wide {
      display: none;
    }
    .narrow {
      display: inline;
    }
    .figure {
      flex-basis: 100%;
    }
    .filters {
      display: grid;
      grid-template-columns: repeat(4, 1fr);
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
    .narrow {
      --mdc-icon-size: 14px;
    }
    .col-name {
      width: 45%;
    }
    .act {
      width: 48px;
    }
    td.act .copy {
      display: none;
    }
    td.act .label {
      position: absolute;
      clip-path: inset(50%);
    }
    td.act button {
      min-width: 40px;
      padding: 0;
    }
  }
`,Zt=(e,t)=>X.filter(n=>e[n]>0&&n!==`stranger`&&(t||n!==`missing`));function Qt(e,t,n){let r=Zt(t,n);return A`<div class="progress" role="img" aria-label=${r.map(n=>`${e(Z[n].label)}: ${t[n]}`).join(`, `)||e(`no_boards`)}>
    ${r.map(e=>A`<span class=${e} style="flex-grow:${t[e]};--color:${Z[e].color}"></span>`)}
  </div>`}var $t=o`
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
`,en=[`verified`,`working`,`waiting`,`failed`],tn=8e3,nn=class extends ze{static{this.properties={...ze.properties,search:{state:!0},group:{state:!0},sorting:{state:!0},scrolled:{state:!0},asked:{state:!0},opened:{state:!0},said:{state:!0},profile:{state:!0}}}static{this.styles=[Ge,$t,Xt]}get heading(){return this.config.title??``}constructor(){super(),this.rows=[],this.shown=[],this.isHeld=!1,this.hold=e=>{let t=e.type===`pointerenter`||e.type===`focusin`;this.isHeld&&!t&&this.requestUpdate(),this.isHeld=t},this.search=``,this.sorting={column:`found`,descending:!1},this.scrolled=0,new Be(this,()=>this.runs())}static getStubConfig(){return{}}static getConfigForm(){return{schema:[{name:`entry`,selector:{config_entry:{integration:`piorchestrator`}}},{name:`title`,selector:{text:{}}}]}}getGridOptions(){return{columns:`full`,rows:`auto`,min_columns:6}}getCardSize(){return 12}async perform(e,t,n=()=>void 0,r=e){this.say(void 0),this.asked=void 0;let i=await this.act(e,t,r);i!==void 0&&this.say(n(i))}say(e){window.clearTimeout(this.saying),this.said=e,e&&(this.saying=window.setTimeout(()=>this.said=void 0,tn))}sort(e){let t=this.sorting.column===e&&!this.sorting.descending;this.sorting={column:e,descending:t},this.isHeld=!1}content(e){this.count(e);let{session:t,expectation:n}=e.parts;return A`
      ${Wt(this,e)} ${Jt(this,e)}
      ${this.refusal?We(this.t,this.refusal,()=>this.refusal=void 0):M}
      ${t||this.rows.length?A`<section class="progress-part" aria-label=${this.t(`progress`)}>
            ${qt(this,e)} ${Qt(this.t,this.counts,n?.named??!1)} ${this.legend()}
          </section>`:M}
      ${rt(this,e)} ${Nt(this,this.shown)} ${dt(this)} ${ft(this,e)} ${this.dialogs(e)}
    `}count(e){this.counted!==e.boards&&(this.counted=e.boards,this.rows=_t(e.boards),this.counts=vt(this.rows));let t=this.rows.filter(e=>en.includes(e.group)),n=t.filter(e=>(!this.group||e.group===this.group)&&Ct(e,this.search)),r=this.shown.map(e=>e.mac);this.shown=wt(yt(n,this.sorting),t,r,this.isHeld)}legend(){return A`<div class="bar filters" role="group" aria-label=${this.t(`filter`)}>
      ${en.map(e=>{let{icon:t,color:n,label:r}=Z[e];return A`<button
          class="filter ${e}"
          aria-pressed=${this.group===e}
          @click=${()=>{this.isHeld=!1,this.group=this.group===e?void 0:e}}
        >
          <ha-icon icon=${t} style="color:${n}"></ha-icon>
          <b>${this.counts[e].toLocaleString(this.hass.language)}</b><span>${this.t(r)}</span>
        </button>`})}
    </div>`}dialogs(e){if(this.asked)return zt(this,e,this.asked);let t=this.rows.find(({mac:e})=>e===this.opened);return t?Bt(this,t):M}runs(){let e=this.known?.parts;return[e?.session?.is_open?e.session.expires_at:null,e?.unattended?.again_at,this.refusal?.retryAt].some(e=>W(e)>0)}},rn=[`home-assistant`,`hc-main`];function an(e){Promise.race(rn.map(e=>customElements.whenDefined(e))).then(()=>{for(let[t,n]of Object.entries(e))customElements.get(t)||customElements.define(t,n)})}an({"piorchestrator-dialog":class extends z{static{this.properties={heading:{}}}static{this.styles=[Ge,o`
      dialog {
        color: var(--primary-text-color);
        background: var(--card-background-color);
        border: 0;
        border-radius: var(--ha-border-radius-lg, 12px);
        padding: 20px;
        width: min(560px, calc(100vw - 32px));
        max-height: calc(100vh - 32px);
        box-sizing: border-box;
        overflow: auto;
        box-shadow: 0 8px 40px rgb(0 0 0 / 40%);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 50%);
      }
      h2 {
        margin-block-end: 12px;
      }
      ::slotted(*) {
        margin-block-end: 12px;
      }
    `]}render(){return A`<dialog aria-labelledby="heading" @close=${()=>this.dispatchEvent(new Event(`closed`))}>
      <h2 id="heading">${this.heading}</h2>
      <slot></slot>
    </dialog>`}firstUpdated(){this.renderRoot.querySelector(`dialog`)?.showModal()}close(){this.renderRoot.querySelector(`dialog`)?.close()}},"piorchestrator-batch-card":nn});export{H as t};