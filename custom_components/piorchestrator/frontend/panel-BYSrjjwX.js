import{A as e,C as t,D as n,E as r,S as i,T as a,_ as o,a as s,b as c,c as l,d as u,f as d,g as f,h as p,i as m,j as h,k as g,l as _,o as v,p as y,u as b,v as x,x as S,y as C}from"./cards-cDC-1M6a.js";import{t as w}from"./dialog-TvWnsQtz.js";import{t as T}from"./en-parts-D8K4jQQ_.js";var E=1024,D=class{constructor(e){this.host=e,this.written=``,this.description=``,this.container=``,this.submit=async e=>{e.preventDefault();let{card:t}=this.host,n=b(this.written);if(!(`mac`in n))return;let r=this.description.trim(),i=this.container.trim();await t.perform(`add_to_allowlist`,{mac:n.mac,...r&&{description:r},...i&&{container_id:i}},()=>t.t(`al_added_one`,{name:r||u(n.mac)}))!==void 0&&this.host.close(this)}}render(t){let{card:n}=this.host,r=b(this.written),i=`mac`in r?t.allowlist.get(r.mac):void 0,a=`mac`in r&&!i,o=n.busy.has(`add_to_allowlist`);return e`<piorchestrator-dialog .heading=${n.t(`al_add_ask`)} @closed=${()=>this.host.close(this)}>
<form @submit=${this.submit}>
${n.refusal?c(n.t,n.refusal,()=>n.refusal=void 0):g}
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
aria-invalid=${this.written!==``&&!a}
.value=${this.written}
@input=${e=>this.type({written:O(e)})}
/>
</label>
<p id="mac-check" class="small check ${this.written===``?`faint`:a?`good`:`wrong`}" role="status">
${this.verdict(r,i)}
</p>
<label
>${n.t(`al_description`)}
<input
name="description"
maxlength=${E}
.value=${this.description}
@input=${e=>this.type({description:O(e)})}
/>
</label>
<label
>${n.t(`col_container`)}
<input
name="container_id"
maxlength=${E}
.value=${this.container}
@input=${e=>this.type({container:O(e)})}
/>
</label>
<div class="bar end">
<button type="button" @click=${()=>this.host.close(this)}>${n.t(`cancel`)}</button>
<button class="primary" ?disabled=${!a||o} aria-busy=${o}>
${d(o,`mdi:plus`)}${n.t(`al_add_now`)}
</button>
</div>
</form>
</piorchestrator-dialog>`}verdict(e,t){let{t:n}=this.host.card;if(`mac`in e)return t?n(`al_mac_present`,{name:t.description??u(e.mac)}):n(`al_mac_good`,{mac:e.mac});switch(e.fault){case`letter`:return n(`al_mac_letter`,{letter:e.letter});case`few`:case`many`:return n(`al_mac_${e.fault}`,{n:e.digits});case`empty`:case`order`:return n(`al_mac_${e.fault}`)}}type(e){Object.assign(this,e),this.host.card.requestUpdate()}},O=e=>e.target.value,k=e=>Array.from(e,([e,t])=>({mac:e,entry:t,name:t.description??u(e)})),A=[`all`,`unused`,`used`];function j(e){let t=e.filter(({entry:e})=>e.used).length;return{all:e.length,unused:e.length-t,used:t}}var M=e=>e===null?null:Date.parse(e)||null,N={name:({name:e})=>e,used:({entry:e})=>e.used?M(e.used_at)??0:null,container:({entry:e})=>e.container_id,added:({entry:e})=>M(e.added_at)},P=(e,{column:t,descending:n})=>l(e,N[t],n),F=(e,{entry:t})=>e===`all`||t.used===(e===`used`);function I({mac:e,name:t,entry:n},r){let i=r.trim().toLowerCase();return!i||[t,n.container_id].some(e=>e?.toLowerCase().includes(i))||_(e,i)}var L=[[`csv`,`mdi:file-delimited-outline`,`text/csv`],[`json`,`mdi:code-json`,`application/json`]],ee=class{constructor(e){this.host=e}render(){let{card:t}=this.host;return e`<piorchestrator-dialog .heading=${t.t(`al_export_ask`)} @closed=${()=>this.host.close(this)}>
${t.refusal?c(t.t,t.refusal,()=>t.refusal=void 0):g}
<p>${t.t(`al_export_means`)}</p>
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${t.t(`cancel`)}</button>
${L.map(([n,r,i])=>e`<button ?disabled=${t.busy.size>0} @click=${()=>this.save(n,i)}>
${d(t.busy.has(n),r)}${t.t(`al_as_${n}`)}
</button>`)}
</div>
</piorchestrator-dialog>`}async save(e,t){let{card:n}=this.host,r=await n.perform(`export_allowlist`,{format:e},({total:e})=>n.t(`al_exported`,{n:e}),e);r&&(S(`allowlist.${e}`,r.content,t),this.host.close(this))}};function R(e){let[t,n]=e;if(t===255&&n===254)return new TextDecoder(`utf-16le`).decode(e);if(t===254&&n===255)return new TextDecoder(`utf-16be`).decode(e);try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(e)}catch{return new TextDecoder(`windows-1252`).decode(e)}}var z=async e=>R(new Uint8Array(await e.arrayBuffer())),B=[`new`,`added`,`present`,`invalid`,`failed`],V={new:[`mdi:plus-circle-outline`,`var(--busy)`],added:[`mdi:check-circle`,`var(--ok)`],present:[`mdi:equal`,`var(--quiet)`],invalid:[`mdi:alert-circle`,`var(--care)`],failed:[`mdi:close-circle`,`var(--bad)`]},H=48,U=320,W=40,G=class{constructor(e,t){this.card=e,this.answer=t,this.scrolled=0,this.scroll=e=>{this.scrolled=e.target.scrollTop,this.card.requestUpdate()}}render(){let{card:n,answer:r}=this,i=r.results.filter(({result:e})=>!this.only||e===this.only),{first:a,end:o,above:s,below:c}=t(i.length,H,this.scrolled,U,W);return e`<div class="bar" role="group" aria-label=${n.t(`filter`)}>
${B.filter(e=>r[e]).map(t=>{let[i,a]=V[t];return e`<button class="filter" aria-pressed=${this.only===t} @click=${()=>this.show(t)}>
<ha-icon icon=${i} style="color:${a}"></ha-icon
><span>${n.t(`al_n_${t}`,{n:r[t]})}</span>
</button>`})}
</div>
<div class="scroll rows" tabindex="0" role="region" aria-label=${n.t(`al_rows`)} @scroll=${this.scroll}>
<table aria-rowcount=${i.length+1}>
<thead>
<tr>
<th scope="col" class="line">${n.t(`al_line`)}</th>
<th scope="col" class="mac wide">${n.t(`al_mac`)}</th>
<th scope="col">${n.t(`al_result`)}</th>
</tr>
</thead>
<tbody>
${f(s)}${i.slice(a,o).map((e,t)=>this.row(e,a+t+2))}${f(c)}
</tbody>
</table>
</div>`}row(t,n){let{card:r}=this,[i,a]=V[t.result],o=e`<bdi dir="ltr">${t.mac??`–`}</bdi>`,s=[r.t(`al_row_${t.result}`),this.why(t)].filter(Boolean).join(`: `);return e`<tr aria-rowindex=${n}>
<td class="line">${t.line}</td>
<td class="mac wide">${o}</td>
<td class="two-lines" title=${s}>
<span class="narrow small">${o}</span>
<span class="state"
><ha-icon icon=${i} style="color:${a}"></ha-icon><span>${s}</span>${C(r.t,t.correlation_id)}</span
>
</td>
</tr>`}why({reason:e,differs:t,message:n,code:r,result:i,sent:a}){let{card:o}=this;if(e)return o.word(`al_why`,e);if(t)return o.t(`al_why_differs`);if(i!==`failed`)return``;let s=v(n,r);return a===!1?[o.t(`al_why_not_sent`),s].filter(Boolean).join(` `):s}show(e){this.only=this.only===e?void 0:e,this.scrolled=0,this.card.requestUpdate()}},K=65e4,q=class{constructor(e){this.host=e,this.content=``,this.fileName=``,this.isTooLong=!1,this.isOver=!1,this.back=()=>{this.answer=this.rows=void 0,this.host.card.requestUpdate()},this.drag=e=>{e.preventDefault(),this.isOver=e.type===`dragover`,this.host.card.requestUpdate()},this.drop=e=>{this.drag(e),this.read(e.dataTransfer?.files[0])}}render(){let{card:t}=this.host;return e`<piorchestrator-dialog class="wide-dialog" .heading=${t.t(`al_import_ask`)} @closed=${()=>this.host.close(this)}>
${t.refusal?c(t.t,t.refusal,()=>t.refusal=void 0):g}
${this.answer&&this.rows?this.shown(this.answer,this.rows):this.asked()}
</piorchestrator-dialog>`}asked(){let{card:t}=this.host,n=t.busy.has(`check`);return e`<p class="small faint">${t.t(`al_import_means`)}</p>
<label class="drop ${this.isOver?`over`:``}" @dragover=${this.drag} @dragleave=${this.drag} @drop=${this.drop}>
<ha-icon icon="mdi:file-delimited-outline"></ha-icon>
<span class="grow">${this.fileName||t.t(`al_file`)}</span>
<input type="file" class="visually-hidden" accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json" @change=${({target:e})=>{let t=e;this.read(t.files?.[0]),t.value=``}} />
</label>
<label
>${t.t(`al_paste`)}
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
${this.isTooLong?e`<p class="small wrong" role="alert">${t.t(`al_too_long`,{n:K})}</p>`:g}
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${t.t(`cancel`)}</button>
<button
class="primary"
?disabled=${!this.content.trim()||this.isTooLong||n}
aria-busy=${n}
@click=${()=>this.send(!0)}
>
${d(n,`mdi:file-search-outline`)}${t.t(`al_check`)}
</button>
</div>`}shown(t,n){return e`<p role="status">${this.summary(t)}</p>
${n.render()}
<div class="bar end">${t.dry_run?this.before(t):this.after(t)}</div>`}summary({dry_run:e,total:t,added:n}){let{t:r}=this.host.card;return e?r(`al_checked`,{n:t}):r(`al_imported`,{n,total:t})}before(t){let{card:n}=this.host,r=n.busy.has(`import_allowlist`);return e`<button ?disabled=${r} @click=${this.back}>${n.t(`al_back`)}</button>
<button
class="primary"
?disabled=${!t.new||r||!n.mayAct}
aria-busy=${r}
@click=${()=>this.send(!1)}
>
${d(r,`mdi:tray-arrow-up`)}${n.t(t.new?`al_import_n`:`al_import_none`,{n:t.new})}
</button>`}after({failed:t,retry_content:n}){let{card:r}=this.host;return e`${n?e`<button @click=${()=>S(`piorchestrator-failed.csv`,n,`text/csv`)}>
<ha-icon icon="mdi:download"></ha-icon>${r.t(`al_save_failed`)}</button
><button @click=${()=>{this.take(n??``),this.back(),this.send(!0)}}><ha-icon icon="mdi:restart"></ha-icon>${r.t(`al_try_failed`,{n:t})}</button>`:g}<button class="primary" @click=${()=>this.host.close(this)}>${r.t(`close`)}</button>`}take(e,t=``){this.content=e,this.fileName=t,this.isTooLong=e.length>K,this.host.card.requestUpdate()}async read(e){e&&(this.take(e.size>26e5?` `.repeat(650001):await z(e),e.name),this.isTooLong||this.send(!0))}async send(e){let{card:t}=this.host,{content:n}=this,r=await t.perform(`import_allowlist`,{content:n,dry_run:e},t=>e?void 0:this.summary(t),e?`check`:`import_allowlist`);if(r){if(e&&n!==this.content)return this.isTooLong?void 0:this.send(!0);this.answer=r,this.rows=new G(t,r),t.requestUpdate()}}},J=class{constructor(e){this.host=e,this.stock=`a4_24`,this.rows=[...e.listed],this.load()}render(){let{card:t}=this.host;return e`<piorchestrator-dialog class="wide-dialog" .heading=${t.t(`al_labels_ask`,{n:this.rows.length})} @closed=${()=>this.host.close(this)}>
<p class="small faint">${t.t(`al_labels_mean`)}</p>
${t.refusal?c(t.t,t.refusal,()=>void this.load()):g}
${this.labels?this.sheet(this.labels):g}
</piorchestrator-dialog>`}sheet(t){let{card:n}=this.host,r=Object.keys(t.STOCKS),i=this.document(t);return e`<label
>${n.t(`al_stock`)}
<select autofocus @change=${e=>this.choose(e.target.value)}>
${r.map(t=>e`<option value=${t} ?selected=${t===this.stock}>${n.t(`al_stock_${t}`)}</option>`)}
</select>
</label>
<iframe class="sheet" title=${n.t(`al_preview`)} sandbox="allow-same-origin allow-modals" .srcdoc=${i}></iframe>
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${n.t(`close`)}</button>
<button @click=${()=>S(`piorchestrator-labels.html`,i,`text/html`)}>
<ha-icon icon="mdi:download"></ha-icon>${n.t(`al_save_sheet`)}
</button>
<button class="primary" ?disabled=${!this.rows.length} @click=${Y}>
<ha-icon icon="mdi:printer"></ha-icon>${n.t(`al_print`)}
</button>
</div>`}document(e){if(this.made?.stock!==this.stock){let{card:t}=this.host,n=this.rows.map(({mac:e,name:t,entry:n})=>({mac:e,name:t,container:n.container_id})),r=t.t(`al_labels_ask`,{n:n.length});this.made={stock:this.stock,document:e.sheet(n,e.STOCKS[this.stock],r,t.hass.language)}}return this.made.document}choose(e){this.stock=e,this.host.card.requestUpdate()}async load(){let{card:e}=this.host;e.refusal=void 0,this.labels=await m(e,()=>import(`./labels-DO9qXK0D.js`)),e.requestUpdate()}};function Y(e){e.currentTarget.closest(`piorchestrator-dialog`)?.querySelector(`iframe`)?.contentWindow?.print()}var X=h`
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
`,Z=class{constructor(e,t){this.host=e,this.row=t,this.remove=async()=>{let{card:e}=this.host,{mac:t,name:n}=this.row,r=(await e.perform(`remove_from_allowlist`,{mac:t},({results:t})=>t.some(({removed:e})=>e)?e.t(`al_removed`,{name:n}):void 0))?.results[0];if(!r)return;let i=s(r);i?e.refusal=i:this.host.close(this)}}render(){let{card:t}=this.host,{mac:n,name:r,entry:i}=this.row,a=t.busy.has(`remove_from_allowlist`);return e`<piorchestrator-dialog .heading=${t.t(`al_remove_ask`,{name:r})} @closed=${()=>this.host.close(this)}>
${t.refusal?c(t.t,t.refusal,()=>t.refusal=void 0):g}
<p><bdi dir="ltr"><code>${n}</code></bdi></p>
<p>${t.t(i.used?`al_remove_used`:`al_remove_unused`)}</p>
<div class="bar end">
<button autofocus @click=${()=>this.host.close(this)}>${t.t(`cancel`)}</button>
<button class="danger" ?disabled=${a} aria-busy=${a} @click=${this.remove}>
${d(a,`mdi:trash-can-outline`)}${t.t(`al_remove_now`)}
</button>
</div>
</piorchestrator-dialog>`}};a({"piorchestrator-dialog":w}),y(T);var Q=[[`name`,`col_board`,``],[`used`,`col_state`,``],[`container`,`col_container`,`wide`],[`added`,`al_added`,`wide`]],$={all:[`mdi:format-list-bulleted`,`inherit`],unused:[`mdi:circle-outline`,`var(--quiet)`],used:[`mdi:check-circle`,`var(--ok)`]},te=class{constructor(e){this.card=e,this.filter=`all`,this.rows=[],this.listing=new i(e,{isFound:I,sorted:P},{column:`name`,descending:!1}),e.renderRoot.adoptedStyleSheets.push(X.styleSheet),new r(e,()=>n(e.refusal?.retryAt)>0)}get listed(){return this.listing.rows}close(e){this.dialog===e&&this.open(void 0)}open(e){this.dialog=e,this.card.refusal=void 0,this.card.requestUpdate()}render(t){this.counted!==t.allowlist&&(this.counted=t.allowlist,this.rows=k(t.allowlist)),this.listing.take(this.rows,e=>F(this.filter,e));let{card:n}=this,{pi:r}=t.parts,i=n.refusal?c(n.t,n.refusal,()=>n.refusal=void 0):g;return e`
<header>
<ha-icon icon="mdi:format-list-checks"></ha-icon>
<h2 class="grow">${n.heading||n.t(`al_title`,{pi:r.title})}</h2>
</header>
${x(n,r)} ${this.dialog?g:i} ${this.acts()} ${this.boards(t)}
${this.dialog?e`<div class="dialog">${this.dialog.render(t)}</div>`:g}
`}acts(){let{card:t,rows:n}=this,r=[[`al_add`,`mdi:plus`,()=>new D(this),`primary`],[`al_import`,`mdi:tray-arrow-up`,()=>new q(this),``]],i=[[`al_export`,`mdi:tray-arrow-down`,()=>new ee(this),``],[`al_labels`,`mdi:qrcode`,()=>new J(this),``]],a=[...t.mayAct?r:[],...n.length?i:[]];return e`<section aria-label=${t.t(`controls`)}>
<div class="bar controls">
${a.map(([n,r,i,a])=>e`<button class=${a} @click=${()=>this.open(i())}>
<ha-icon icon=${r}></ha-icon>${t.t(n)}
</button>`)}
</div>
${t.isAdmin?g:e`<p class="faint small">${t.t(`only_admins`)}</p>`}
<p class="small answer" role="status">${t.said??``}</p>
</section>`}boards({parts:t}){let{card:n,listing:r}=this;if(!this.rows.length){let r=typeof t.allowlist?.total==`number`;return e`<p class="empty faint">${n.t(r?`al_empty`:`al_unread`)}</p>`}let i=j(this.rows);return e`<section aria-label=${n.t(`boards`)}>
<div class="bar">
<div class="bar filters grow" role="group" aria-label=${n.t(`filter`)}>
${A.map(t=>{let[r,a]=$[t];return e`<button class="filter" aria-pressed=${this.filter===t} @click=${()=>this.choose(t)}>
<ha-icon icon=${r} style="color:${a}"></ha-icon>
<b>${i[t].toLocaleString(n.hass.language)}</b> <span>${n.t(`al_${t}`)}</span>
</button>`})}
</div>
${p(n,r)}
</div>
${o(n,n.t(`boards`),r,Q,e=>this.cells(e))}
</section>`}choose(e){this.filter=e,this.listing.set()}cells(t){let{card:n}=this,{mac:r,name:i,entry:a}=t,[o,s]=$[a.used?`used`:`unused`],c=n.t(`al_remove_name`,{name:i});return e`<td class="two-lines">
<span class="name" title=${i}>${i}</span>
<span class="small faint"
><bdi dir="ltr">${r}</bdi>${a.container_id?e`<span class="narrow"> · ${a.container_id}</span>`:g}</span
>
</td>
<td class="two-lines">
<span class="state"
><ha-icon icon=${o} style="color:${s}"></ha-icon
><span>${n.t(a.used?`al_is_used`:`al_is_unused`)}</span></span
>
<span class="small faint">${this.day(a.used_at)}</span>
</td>
<td class="wide" title=${a.container_id??``}>${a.container_id??`–`}</td>
<td class="wide">${this.day(a.added_at)||`–`}</td>
<td class="act">
${n.mayAct?e`<button class="plain icon" title=${c} aria-label=${c} @click=${()=>this.open(new Z(this,t))}>
<ha-icon icon="mdi:trash-can-outline"></ha-icon>
</button>`:g}
</td>`}day(e){return e&&Date.parse(e)?new Date(e).toLocaleDateString(this.card.hass.language,{dateStyle:`medium`}):``}};export{te as Panel};