import{A as e,C as t,E as n,F as r,I as i,L as a,M as o,N as s,O as c,R as l,S as u,T as ee,_ as te,a as d,b as f,c as p,d as m,g as h,h as g,i as ne,j as _,k as re,l as ie,m as v,o as y,p as b,u as x,v as S,w as C,x as w,y as T}from"./cards-8WMiokdO.js";import{t as E}from"./dialog-CAYIBE9T.js";import{t as D}from"./en-parts-DocO0GU6.js";var O=/^[0-9a-f]{2}(?:[:\-.\s]?[0-9a-f]{2}){5}$/i,k=/^[0-9a-f]{4}[.\-:][0-9a-f]{4}[.\-:][0-9a-f]{4}$/i,A=/[:\-.\s]/g,j=/[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu,M=/[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/g,N=/[\u2236\ua789\ufe55\uff1a]/g,P=e=>e.replace(j,``).replace(M,`-`).replace(N,`:`).trim();function F(e){let t=P(e);if(!t)return{fault:`empty`};let n=t.replace(A,``),r=[...n].find(e=>!/^[0-9a-f]$/i.test(e));return r===void 0?n.length===12?!O.test(t)&&!k.test(t)?{fault:`order`}:/^0+$/.test(n)||parseInt(n[1],16)%2?{fault:`no_board`}:{mac:n.toUpperCase().match(/../g).join(`:`)}:{fault:n.length<12?`few`:`many`,digits:n.length}:{fault:`letter`,letter:I(r)}}function I(e){let t=e.codePointAt(0);return t<128?e:`${e} (U+${t.toString(16).toUpperCase().padStart(4,`0`)})`}var L=1024,R=class{constructor(e){this.host=e,this.written=``,this.description=``,this.container=``,this.submit=async e=>{e.preventDefault();let{card:t}=this.host,n=F(this.written);if(!(`mac`in n))return;let r=this.description.trim(),i=this.container.trim();await t.perform(`add_to_allowlist`,{mac:n.mac,...r&&{description:r},...i&&{container_id:i}},()=>t.t(`al_added_one`,{name:r||x(n.mac)}))!==void 0&&this.host.close(this)}}render(e){let{card:n}=this.host,r=F(this.written),i=`mac`in r?e.allowlist.get(r.mac):void 0,o=`mac`in r&&!i,s=n.busy.has(`add_to_allowlist`);return a`<piorchestrator-dialog .heading=${n.t(`al_add_ask`)} @closed=${()=>this.host.close(this)}>
<form @submit=${this.submit}>
${t(n)}
<label
>${n.t(`al_mac`)}
<input
name="mac"
dir="ltr"
autofocus
required
autocomplete="off"
autocapitalize="characters"
spellcheck="false"
placeholder="24:6F:28:A1:B2:C3"
aria-describedby="mac-check"
aria-invalid=${this.written!==``&&!o}
.value=${this.written}
@input=${e=>this.type({written:z(e)})}
/>
</label>
<p id="mac-check" class="small check ${this.written===``?`faint`:o?`good`:`wrong`}" role="status">
${this.verdict(r,i)}
</p>
<label
>${n.t(`al_description`)}
<input
name="description"
maxlength=${L}
.value=${this.description}
@input=${e=>this.type({description:z(e)})}
/>
</label>
<label
>${n.t(`col_container`)}
<input
name="container_id"
maxlength=${L}
.value=${this.container}
@input=${e=>this.type({container:z(e)})}
/>
</label>
<div class="bar end">
<button type="button" @click=${()=>this.host.close(this)}>${n.t(`cancel`)}</button>
<button class="primary" ?disabled=${!o||s} aria-busy=${s}>
${_(s,`mdi:plus`)}${n.t(`al_add_now`)}
</button>
</div>
</form>
</piorchestrator-dialog>`}verdict(e,t){let{t:n}=this.host.card;if(`mac`in e)return t?n(`al_mac_present`,{name:t.description??x(e.mac)}):n(`al_mac_good`,{mac:e.mac});switch(e.fault){case`letter`:return n(`al_mac_letter`,{letter:e.letter});case`few`:case`many`:return n(`al_mac_${e.fault}`,{n:e.digits});case`empty`:case`order`:case`no_board`:return n(`al_mac_${e.fault}`)}}type(e){Object.assign(this,e),this.host.card.requestUpdate()}},z=e=>e.target.value,B=e=>Array.from(e,([e,t])=>({mac:e,entry:t,name:t.description??x(e)})),V=[`all`,`unused`,`used`];function H(e){let t=e.filter(({entry:e})=>e.used).length;return{all:e.length,unused:e.length-t,used:t}}var U=e=>e===null?null:Date.parse(e)||null,W={name:({name:e})=>e,used:({entry:e})=>e.used?U(e.used_at)??0:null,container:({entry:e})=>e.container_id,added:({entry:e})=>U(e.added_at)},G=(e,{column:t,descending:n})=>p(e,W[t],n),K=(e,{entry:t})=>e===`all`||t.used===(e===`used`),q=({mac:e,name:t,entry:n},r)=>ie(r,e,[t,n.container_id]),J=[[`csv`,`mdi:file-delimited-outline`,`text/csv`],[`json`,`mdi:code-json`,`application/json`]],Y=class{constructor(e){this.host=e}render(){let{card:e}=this.host;return a`<piorchestrator-dialog .heading=${e.t(`al_export_ask`)} @closed=${()=>this.host.close(this)}>
${t(e)}
<p>${e.t(`al_export_means`)}</p>
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${e.t(`cancel`)}</button>
${J.map(([t,n,r])=>a`<button ?disabled=${e.busy.size>0} @click=${()=>this.save(t,r)}>
${_(e.busy.has(t),n)}${e.t(`al_as_${t}`)}
</button>`)}
</div>
</piorchestrator-dialog>`}async save(e,t){let{card:n}=this.host,r=await n.perform(`export_allowlist`,{format:e},({total:e})=>n.t(`al_exported`,{n:e}),e);r&&(C(`allowlist.${e}`,r.content,t),this.host.close(this))}},ae=S(class extends T{constructor(e){if(super(e),e.type!==f.PROPERTY&&e.type!==f.ATTRIBUTE&&e.type!==f.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!te(e))throw Error("`live` bindings can only contain a single expression")}render(e){return e}update(e,[t]){if(t===i||t===r)return t;let n=e.element,a=e.name;if(e.type===f.PROPERTY){if(t===n[a])return i}else if(e.type===f.BOOLEAN_ATTRIBUTE){if(!!t===n.hasAttribute(a))return i}else if(e.type===f.ATTRIBUTE&&n.getAttribute(a)===t+``)return i;return h(e),t}}),oe=[`mac`,`description`,`container_id`],se={mac:`al_mac`,description:`al_name`,container_id:`col_container`},ce=class{constructor(e,t){this.card=e,this.changed=t,this.chosen={},this.shown={}}is(e){return this.chosen===e}keep(){this.shown=this.chosen}back(){this.chosen=this.shown,this.card.requestUpdate()}forget(){this.chosen=this.shown={}}render({used_columns:e,unused_columns:t},n){let{t:i}=this.card,o=[.../* @__PURE__ */ new Set([...Object.values(e),...t])];return a`<div class="columns" role="group" aria-label=${i(`al_columns`)}>
${oe.map(t=>a`<label
>${i(se[t])}
<select name=${t} ?disabled=${n} @change=${e=>this.choose(t,e)}>
${(t===`mac`?o:[``,...o]).map(n=>a`<option value=${n} .selected=${ae(n===(e[t]??``))}>
${n?this.name(n):i(`al_no_column`)}
</option>`)}
</select>
</label>`)}
</div>
${t.length?a`<p class="small faint">${i(`al_unused_columns`,{names:t.map(e=>this.name(e)).join(`, `)})}</p>`:r}`}name(e){return/^\d{1,3}$/.test(e)?this.card.t(`al_column_n`,{n:e}):e}choose(e,t){this.chosen={...this.chosen,[e]:t.target.value},this.changed()}};function le(e){let[t,n]=e;if(t===255&&n===254)return new TextDecoder(`utf-16le`).decode(e);if(t===254&&n===255)return new TextDecoder(`utf-16be`).decode(e);if(t&&n===0)return new TextDecoder(`utf-16le`).decode(e);if(t===0&&n)return new TextDecoder(`utf-16be`).decode(e);try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(e)}catch{return new TextDecoder(`windows-1252`).decode(e)}}var ue=async e=>le(new Uint8Array(await e.arrayBuffer())),de=[`new`,`added`,`present`,`duplicate`,`invalid`,`failed`],fe=(e,t)=>{let n=new Map(t?.results.map(e=>[e.line,e])),r=({line:e})=>{let{description:t,container_id:r}=n.get(e)??{};return{...t!==void 0&&{description:t},...r!==void 0&&{container_id:r}}};return{...e,results:e.results.map(e=>({...r(e),...e}))}},X={new:[`mdi:plus-circle-outline`,`var(--busy)`],added:[`mdi:check-circle`,`var(--ok)`],present:[`mdi:equal`,`var(--quiet)`],duplicate:[`mdi:content-duplicate`,`var(--quiet)`],invalid:[`mdi:alert-circle`,`var(--care)`],failed:[`mdi:close-circle`,`var(--bad)`]},pe=48,me=320,he=40,ge=class{constructor(e,t){this.card=e,this.answer=t,this.scrolled=0,this.scroll=e=>{this.scrolled=e.target.scrollTop,this.card.requestUpdate()}}render(){let{card:e,answer:t}=this,r=t.results.filter(({result:e})=>!this.only||e===this.only),{first:i,end:o,above:c,below:l}=n(r.length,pe,this.scrolled,me,he);return a`<div class="bar" role="group" aria-label=${e.t(`filter`)}>
${de.filter(e=>t[e]).map(n=>{let[r,i]=X[n],o=a`<span>${e.t(`al_n_${n}`,{n:t[n]})}</span>`;return s(r,i,this.only===n,o,()=>this.show(n))})}
</div>
<div class="scroll rows" tabindex="0" role="region" aria-label=${e.t(`al_rows`)} @scroll=${this.scroll}>
<table aria-rowcount=${r.length+1}>
<thead>
<tr>
<th scope="col" class="line">${e.t(`al_line`)}</th>
<th scope="col" class="mac wide">${e.t(`al_mac`)}</th>
<th scope="col">${e.t(`al_name`)}</th>
<th scope="col" class="wide">${e.t(`col_container`)}</th>
<th scope="col">${e.t(`al_result`)}</th>
</tr>
</thead>
<tbody>
${v(c)}${r.slice(i,o).map((e,t)=>this.row(e,i+t+2))}${v(l)}
</tbody>
</table>
</div>`}row(e,t){let{card:n}=this,[r,i]=X[e.result],o=a`<bdi dir="ltr">${e.mac??`–`}</bdi>`,s=[n.t(`al_row_${e.result}`),this.why(e)].filter(Boolean).join(`: `);return a`<tr aria-rowindex=${t}>
<td class="line">${e.line}</td>
<td class="mac wide">${o}</td>
<td class="two-lines" title=${e.description??``}>
<span>${e.description??`–`}</span>
<span class="narrow small">${e.container_id??``}</span>
</td>
<td class="wide" title=${e.container_id??``}>${e.container_id??`–`}</td>
<td class="two-lines" title=${s}>
<span class="narrow small">${o}</span>
<span class="state"
><ha-icon icon=${r} style="color:${i}"></ha-icon><span>${s}</span>${u(n.t,e.correlation_id)}</span
>
</td>
</tr>`}why({reason:e,differs:t,message:n,code:r,result:i,sent:a}){let{card:o}=this;if(e)return o.word(`al_why`,e);if(t)return o.t(`al_why_differs`);if(i!==`failed`)return``;let s=y(n,r);return a===!1?[o.t(`al_why_not_sent`),s].filter(Boolean).join(` `):s}show(e){this.only=this.only===e?void 0:e,this.scrolled=0,this.card.requestUpdate()}},_e=class{constructor(e,t){this.card=e,this.left=t,this.run=async()=>{let{card:e,left:t}=this,n=await e.perform(`remove_from_allowlist`,{mac:t},void 0,`undo`);if(!n)return;let r=n.results.filter(({code:e})=>e!==void 0);this.left=r.map(({mac:e})=>e);let i=r[0]&&y(r[0].message,r[0].code);this.words=[e.t(`al_undone`,{n:t.length-r.length}),i].filter(Boolean).join(` `),e.requestUpdate()}}get isDone(){return this.words!==void 0&&!this.left.length}render(){let{card:e}=this,t=e.busy.has(`undo`);return this.left.length?a`<button ?disabled=${t||!e.mayAct} aria-busy=${t} @click=${this.run}>
${_(t,`mdi:undo`)}${e.t(`al_undo`)}
</button>`:r}},Z=65e4,Q=class{constructor(e){this.host=e,this.content=``,this.fileName=``,this.isTooLong=!1,this.isOver=!1,this.back=()=>{this.answer=this.rows=this.undo=void 0,this.host.card.requestUpdate()},this.drag=e=>{e.preventDefault(),this.isOver=e.type===`dragover`,this.host.card.requestUpdate()},this.drop=e=>{this.drag(e),this.read(e.dataTransfer?.files[0])},this.columns=new ce(e.card,()=>void this.send(!0))}render(){let{card:e}=this.host;return a`<piorchestrator-dialog class="wide-dialog" .heading=${e.t(`al_import_ask`)} @closed=${()=>this.host.close(this)}>
${t(e)}
${this.answer&&this.rows?this.shown(this.answer,this.rows):this.asked()}
</piorchestrator-dialog>`}asked(){let{card:e}=this.host,t=e.busy.has(`check`);return a`<p class="small faint">${e.t(`al_import_means`)}</p>
<label class="drop ${this.isOver?`over`:``}" @dragover=${this.drag} @dragleave=${this.drag} @drop=${this.drop}>
<ha-icon icon="mdi:file-delimited-outline"></ha-icon>
<span class="grow">${this.fileName||e.t(`al_file`)}</span>
<input type="file" class="visually-hidden" accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json" @change=${({target:e})=>{let t=e;this.read(t.files?.[0]),t.value=``}} />
</label>
<label
>${e.t(`al_paste`)}
<textarea
name="content"
rows="8"
dir="ltr"
spellcheck="false"
autocomplete="off"
placeholder="mac,description,container_id&#10;24:6F:28:A1:B2:C3,Top shelf,fridge-1"
.value=${this.content}
@input=${e=>this.take(e.target.value)}
></textarea>
</label>
${this.isTooLong?a`<p class="small wrong" role="alert">${e.t(`al_too_long`,{n:Z})}</p>`:r}
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${e.t(`cancel`)}</button>
<button
class="primary"
?disabled=${!this.content.trim()||this.isTooLong||t}
aria-busy=${t}
@click=${()=>this.send(!0)}
>
${_(t,`mdi:file-search-outline`)}${e.t(`al_check`)}
</button>
</div>`}shown(e,t){let n=this.host.card.busy.has(`check`)||this.host.card.busy.has(`import_allowlist`);return a`<p role="status">${this.undo?.words??this.summary(e)}</p>
${e.dry_run?this.columns.render(e,n):r}${this.undo?.isDone?r:t.render()}
<div class="bar end">${e.dry_run?this.before(e):this.after(e)}</div>`}summary({dry_run:e,total:t,added:n}){let{t:r}=this.host.card;return e?r(`al_checked`,{n:t}):r(`al_imported`,{n,total:t})}before(e){let{card:t}=this.host,n=t.busy.has(`import_allowlist`),r=n||t.busy.has(`check`);return a`<button ?disabled=${r} @click=${this.back}>${t.t(`al_back`)}</button>
<button
class="primary"
?disabled=${!e.new||r||!t.mayAct}
aria-busy=${n}
@click=${()=>this.send(!1)}
>
${_(n,`mdi:tray-arrow-up`)}${t.t(e.new?`al_import_n`:`al_import_none`,{n:e.new})}
</button>`}after({failed:e,retry_content:t}){let{card:n}=this.host;return a`${this.undo?.render()??r}${t?a`<button @click=${()=>C(`piorchestrator-failed.csv`,`\ufeff${t}`,`text/csv`)}>
<ha-icon icon="mdi:download"></ha-icon>${n.t(`al_save_failed`)}</button
><button @click=${()=>{this.take(t??``),this.back(),this.send(!0)}}><ha-icon icon="mdi:restart"></ha-icon>${n.t(`al_try_failed`,{n:e})}</button>`:r}<button class="primary" @click=${()=>this.host.close(this)}>${n.t(`close`)}</button>`}take(e,t=``){this.content=e,this.fileName=t,this.columns.forget(),this.isTooLong=e.length>Z,this.host.card.requestUpdate()}async read(e){e&&(this.take(e.size>26e5?` `.repeat(650001):await ue(e),e.name),this.isTooLong||this.send(!0))}async send(e){let{card:t}=this.host,{content:n}=this,{chosen:r}=this.columns,i=await t.perform(`import_allowlist`,{content:n,dry_run:e,...Object.keys(r).length&&{columns:r}},t=>e?void 0:this.summary(t),e?`check`:`import_allowlist`);if(!i)return e?this.columns.back():void 0;if(e&&(n!==this.content||!this.columns.is(r)))return this.isTooLong?void 0:this.send(!0);this.answer=e?i:fe(i,this.answer),this.columns.keep(),this.rows=new ge(t,this.answer),this.undo=e?void 0:new _e(t,i.undo),t.requestUpdate()}},ve=class{constructor(e){this.host=e,this.stock=`a4_24`,this.rows=[...e.listed],this.load()}render(){let{card:e}=this.host;return a`<piorchestrator-dialog class="wide-dialog" .heading=${e.t(`al_labels_ask`,{n:this.rows.length})} @closed=${()=>this.host.close(this)}>
<p class="small faint">${e.t(`al_labels_mean`)}</p>
${t(e,()=>void this.load())}
${this.labels?this.sheet(this.labels):r}
</piorchestrator-dialog>`}sheet(e){let{card:t}=this.host,n=Object.keys(e.STOCKS),r=this.document(e);return a`<label
>${t.t(`al_stock`)}
<select autofocus @change=${e=>this.choose(e.target.value)}>
${n.map(e=>a`<option value=${e} ?selected=${e===this.stock}>${t.t(`al_stock_${e}`)}</option>`)}
</select>
</label>
<iframe class="sheet" title=${t.t(`al_preview`)} sandbox="allow-same-origin allow-modals" .srcdoc=${r}></iframe>
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${t.t(`close`)}</button>
<button @click=${()=>C(`piorchestrator-labels.html`,r,`text/html`)}>
<ha-icon icon="mdi:download"></ha-icon>${t.t(`al_save_sheet`)}
</button>
<button class="primary" ?disabled=${!this.rows.length} @click=${ye}>
<ha-icon icon="mdi:printer"></ha-icon>${t.t(`al_print`)}
</button>
</div>`}document(e){if(this.made?.stock!==this.stock){let{card:t}=this.host,n=this.rows.map(({mac:e,name:t,entry:n})=>({mac:e,name:t,container:n.container_id})),r=t.t(`al_labels_ask`,{n:n.length});this.made={stock:this.stock,document:e.sheet(n,e.STOCKS[this.stock],r,t.hass.language)}}return this.made.document}choose(e){this.stock=e,this.host.card.requestUpdate()}async load(){let{card:e}=this.host;e.refusal=void 0,this.labels=await ne(e,()=>import(`./labels-DO9qXK0D.js`)),e.requestUpdate()}};function ye(e){e.currentTarget.closest(`piorchestrator-dialog`)?.querySelector(`iframe`)?.contentWindow?.print()}var be=l`
.col-name {
width: 36%;
}
.name {
font-weight: var(--ha-font-weight-medium, 500);
}
.act {
width: 56px;
}
.dialog {
display: contents;
}
.answer:empty {
display: none;
}
.wide-dialog {
--dialog-width: 760px;
}
form,
.dialog label {
display: flex;
flex-direction: column;
gap: 4px;
margin-block-end: 12px;
}
form {
gap: 0;
margin: 0;
}
.dialog label.drop {
flex-direction: row;
align-items: center;
gap: 8px;
min-height: 56px;
padding: 0 16px;
border: 2px dashed var(--divider-color);
border-radius: var(--ha-border-radius-md, 8px);
cursor: pointer;
}
.drop.over,
.drop:focus-within,
.drop:hover {
border-color: var(--primary-color);
}
textarea {
padding: 8px 12px;
resize: vertical;
font-family: var(--ha-font-family-code, monospace);
font-size: var(--ha-font-size-s, 0.85rem);
}
.check {
min-height: 1.4em;
margin-block: -8px 12px;
}
.good {
color: color-mix(in srgb, var(--ok), var(--primary-text-color) 35%);
}
.wrong {
color: color-mix(in srgb, var(--bad), var(--primary-text-color) 35%);
}
.columns {
display: flex;
flex-wrap: wrap;
gap: 0 12px;
}
.columns label {
flex: 1 1 160px;
}
.rows {
--row: 48px;
max-height: 320px;
margin-block: 12px;
}
.rows .line {
width: 48px;
text-align: end;
font-variant-numeric: tabular-nums;
}
.rows .mac {
width: 168px;
font-variant-numeric: tabular-nums;
}
.sheet {
width: 100%;
height: 320px;
border: var(--line);
border-radius: var(--ha-border-radius-md, 8px);
background: white;
}
@container (max-width: 640px) {
.col-name {
width: 50%;
}
.controls {
display: grid;
grid-template-columns: 1fr 1fr;
}
.rows .line {
width: 40px;
}
.rows .narrow {
display: block;
}
.act {
width: 48px;
}
.bar > input[type="search"] {
width: 100%;
}
}
`,xe=class{constructor(e,t){this.host=e,this.row=t,this.remove=async()=>{let{card:e}=this.host,{mac:t,name:n}=this.row,r=(await e.perform(`remove_from_allowlist`,{mac:t},({results:t})=>t.some(({removed:e})=>e)?e.t(`al_removed`,{name:n}):void 0))?.results[0];if(!r)return;let i=d(r);i?e.refusal=i:this.host.close(this)}}render(){let{card:e}=this.host,{mac:n,name:r,entry:i}=this.row,o=e.busy.has(`remove_from_allowlist`);return a`<piorchestrator-dialog .heading=${e.t(`al_remove_ask`,{name:r})} @closed=${()=>this.host.close(this)}>
${t(e)}
<p><bdi dir="ltr"><code>${n}</code></bdi></p>
<p>${e.t(i.used?`al_remove_used`:`al_remove_unused`)}</p>
<div class="bar end">
<button autofocus @click=${()=>this.host.close(this)}>${e.t(`cancel`)}</button>
<button class="danger" ?disabled=${o} aria-busy=${o} @click=${this.remove}>
${_(o,`mdi:trash-can-outline`)}${e.t(`al_remove_now`)}
</button>
</div>
</piorchestrator-dialog>`}};c({"piorchestrator-dialog":E}),m(D);var Se=[[`name`,`col_board`,``],[`used`,`col_state`,``],[`container`,`col_container`,`wide`],[`added`,`al_added`,`wide`]],$={all:[`mdi:format-list-bulleted`,`inherit`],unused:[`mdi:circle-outline`,`var(--quiet)`],used:[`mdi:check-circle`,`var(--ok)`]},Ce=class{constructor(t){this.card=t,this.filter=`all`,this.rows=[],this.listing=new ee(t,{isFound:q,sorted:G},{column:`name`,descending:!1}),t.renderRoot.adoptedStyleSheets.push(be.styleSheet),new re(t,()=>e(t.refusal?.retryAt)>0)}get listed(){return this.listing.rows}close(e){this.dialog===e&&this.open(void 0)}open(e){this.dialog=e,this.card.refusal=void 0,this.card.requestUpdate()}render(e){this.counted!==e.allowlist&&(this.counted=e.allowlist,this.rows=B(e.allowlist)),this.listing.take(this.rows,e=>K(this.filter,e));let{card:n}=this,{pi:i}=e.parts;return a`
<header>
<ha-icon icon="mdi:format-list-checks"></ha-icon>
<h2 class="grow">${n.heading||n.t(`al_title`,{pi:i.title})}</h2>
</header>
${w(n,i)} ${this.dialog?r:t(n)} ${this.acts()} ${this.boards(e)}
${this.dialog?a`<div class="dialog">${this.dialog.render(e)}</div>`:r}
`}acts(){let{card:e,rows:t}=this,n=[[`al_add`,`mdi:plus`,()=>new R(this),`primary`],[`al_import`,`mdi:tray-arrow-up`,()=>new Q(this),``]],i=[[`al_export`,`mdi:tray-arrow-down`,()=>new Y(this),``],[`al_labels`,`mdi:qrcode`,()=>new ve(this),``]],o=[...e.mayAct?n:[],...t.length?i:[]];return a`<section aria-label=${e.t(`controls`)}>
<div class="bar controls">
${o.map(([t,n,r,i])=>a`<button class=${i} @click=${()=>this.open(r())}>
<ha-icon icon=${n}></ha-icon>${e.t(t)}
</button>`)}
</div>
${e.isAdmin?r:a`<p class="faint small">${e.t(`only_admins`)}</p>`}
<p class="small answer" role="status">${e.said??``}</p>
</section>`}boards({parts:e}){let{card:t,listing:n}=this;if(!this.rows.length){let n=typeof e.allowlist?.total==`number`;return a`<p class="empty faint">${t.t(n?`al_empty`:`al_unread`)}</p>`}let r=H(this.rows);return a`<section aria-label=${t.t(`boards`)}>
<div class="bar">
<div class="bar filters grow" role="group" aria-label=${t.t(`filter`)}>
${V.map(e=>{let[n,i]=$[e],a=o(t,r[e],t.t(`al_${e}`));return s(n,i,this.filter===e,a,()=>this.choose(e))})}
</div>
${b(t,n)}
</div>
${g(t,t.t(`boards`),n,Se,e=>this.cells(e))}
</section>`}choose(e){this.filter=e,this.listing.set()}cells(e){let{card:t}=this,{mac:n,name:i,entry:o}=e,[s,c]=$[o.used?`used`:`unused`],l=t.t(`al_remove_name`,{name:i});return a`<td class="two-lines">
<span class="name" title=${i}>${i}</span>
<span class="small faint"
><bdi dir="ltr">${n}</bdi>${o.container_id?a`<span class="narrow"> · ${o.container_id}</span>`:r}</span
>
</td>
<td class="two-lines">
<span class="state"
><ha-icon icon=${s} style="color:${c}"></ha-icon
><span>${t.t(o.used?`al_is_used`:`al_is_unused`)}</span></span
>
<span class="small faint">${this.day(o.used_at)}</span>
</td>
<td class="wide" title=${o.container_id??``}>${o.container_id??`–`}</td>
<td class="wide">${this.day(o.added_at)||`–`}</td>
<td class="act">
${t.mayAct?a`<button class="plain icon" title=${l} aria-label=${l} @click=${()=>this.open(new xe(this,e))}>
<ha-icon icon="mdi:trash-can-outline"></ha-icon>
</button>`:r}
</td>`}day(e){return e&&Date.parse(e)?new Date(e).toLocaleDateString(this.card.hass.language,{dateStyle:`medium`}):``}};export{Ce as Panel};