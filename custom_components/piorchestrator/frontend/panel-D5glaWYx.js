import{A as e,E as t,O as n,S as r,T as i,_ as a,b as o,c as s,d as c,f as l,g as u,h as d,i as f,k as p,l as m,m as h,o as g,s as _,u as v,v as y,w as b,x,y as S}from"./cards-CbopNc98.js";import{t as C}from"./dialog-BMSdHafg.js";import{t as w}from"./en-parts-D8K4jQQ_.js";var T=1024,E=class{constructor(e){this.host=e,this.written=``,this.description=``,this.container=``,this.submit=async e=>{e.preventDefault();let{card:t}=this.host,n=m(this.written);if(!(`mac`in n))return;let r=this.description.trim(),i=this.container.trim();await t.perform(`add_to_allowlist`,{mac:n.mac,...r&&{description:r},...i&&{container_id:i}},()=>t.t(`al_added_one`,{name:r||v(n.mac)}))!==void 0&&this.host.close()}}render(e){let{card:t}=this.host,r=m(this.written),i=`mac`in r?e.allowlist.get(r.mac):void 0,a=`mac`in r&&!i,o=t.busy.has(`add_to_allowlist`);return p`<piorchestrator-dialog .heading=${t.t(`al_add_ask`)} @closed=${()=>this.host.close()}>
<form @submit=${this.submit}>
${t.refusal?S(t.t,t.refusal,()=>t.refusal=void 0):n}
<label
>${t.t(`al_mac`)}
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
@input=${e=>this.type({written:D(e)})}
/>
</label>
<p id="mac-check" class="small check ${this.written===``?`faint`:a?`good`:`wrong`}" role="status">
${this.verdict(r,i)}
</p>
<label
>${t.t(`al_description`)}
<input
name="description"
maxlength=${T}
.value=${this.description}
@input=${e=>this.type({description:D(e)})}
/>
</label>
<label
>${t.t(`col_container`)}
<input
name="container_id"
maxlength=${T}
.value=${this.container}
@input=${e=>this.type({container:D(e)})}
/>
</label>
<div class="bar end">
<button type="button" @click=${()=>this.host.close()}>${t.t(`cancel`)}</button>
<button class="primary" ?disabled=${!a||o} aria-busy=${o}>
${c(o,`mdi:plus`)}${t.t(`al_add_now`)}
</button>
</div>
</form>
</piorchestrator-dialog>`}verdict(e,t){let{t:n}=this.host.card;if(`mac`in e)return t?n(`al_mac_present`,{name:t.description??v(e.mac)}):n(`al_mac_good`,{mac:e.mac});switch(e.fault){case`letter`:return n(`al_mac_letter`,{letter:e.letter});case`few`:case`many`:return n(`al_mac_${e.fault}`,{n:e.digits});case`empty`:case`order`:return n(`al_mac_${e.fault}`)}}type(e){Object.assign(this,e),this.host.card.requestUpdate()}},D=e=>e.target.value,O=e=>Array.from(e,([e,t])=>({mac:e,entry:t,name:t.description??v(e)})),k=[`all`,`unused`,`used`];function A(e){let t=e.filter(({entry:e})=>e.used).length;return{all:e.length,unused:e.length-t,used:t}}var j=e=>e===null?null:Date.parse(e)||null,M={name:({name:e})=>e,used:({entry:e})=>e.used?j(e.used_at)??0:null,container:({entry:e})=>e.container_id,added:({entry:e})=>j(e.added_at)},N=(e,{column:t,descending:n})=>_(e,M[t],n),P=(e,{entry:t})=>e===`all`||t.used===(e===`used`);function F({mac:e,name:t,entry:n},r){let i=r.trim().toLowerCase();return!i||[t,n.container_id].some(e=>e?.toLowerCase().includes(i))||s(e,i)}var I=[[`csv`,`mdi:file-delimited-outline`,`text/csv`],[`json`,`mdi:code-json`,`application/json`]],ee=class{constructor(e){this.host=e}render(){let{card:e}=this.host;return p`<piorchestrator-dialog .heading=${e.t(`al_export_ask`)} @closed=${()=>this.host.close()}>
${e.refusal?S(e.t,e.refusal,()=>e.refusal=void 0):n}
<p>${e.t(`al_export_means`)}</p>
<div class="bar end">
<button @click=${()=>this.host.close()}>${e.t(`cancel`)}</button>
${I.map(([t,n,r])=>p`<button ?disabled=${e.busy.size>0} @click=${()=>this.save(t,r)}>
${c(e.busy.has(t),n)}${e.t(`al_as_${t}`)}
</button>`)}
</div>
</piorchestrator-dialog>`}async save(e,t){let{card:n}=this.host,r=await n.perform(`export_allowlist`,{format:e},({total:e})=>n.t(`al_exported`,{n:e}),e);r&&(o(`allowlist.${e}`,r.content,t),this.host.close())}};function L(e){let[t,n]=e;if(t===255&&n===254)return new TextDecoder(`utf-16le`).decode(e);if(t===254&&n===255)return new TextDecoder(`utf-16be`).decode(e);try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(e)}catch{return new TextDecoder(`windows-1252`).decode(e)}}var R=async e=>L(new Uint8Array(await e.arrayBuffer())),z=[`new`,`added`,`present`,`invalid`,`failed`],B={new:[`mdi:plus-circle-outline`,`var(--busy)`],added:[`mdi:check-circle`,`var(--ok)`],present:[`mdi:equal`,`var(--quiet)`],invalid:[`mdi:alert-circle`,`var(--care)`],failed:[`mdi:close-circle`,`var(--bad)`]},V=48,H=320,U=40,W=class{constructor(e,t){this.card=e,this.answer=t,this.scrolled=0,this.scroll=e=>{this.scrolled=e.target.scrollTop,this.card.requestUpdate()}}render(){let{card:e,answer:t}=this,n=t.results.filter(({result:e})=>!this.only||e===this.only),{first:i,end:a,above:o,below:s}=r(n.length,V,this.scrolled,H,U);return p`<div class="bar" role="group" aria-label=${e.t(`filter`)}>
${z.filter(e=>t[e]).map(n=>{let[r,i]=B[n];return p`<button class="filter" aria-pressed=${this.only===n} @click=${()=>this.show(n)}>
<ha-icon icon=${r} style="color:${i}"></ha-icon
><span>${e.t(`al_n_${n}`,{n:t[n]})}</span>
</button>`})}
</div>
<div class="scroll rows" tabindex="0" role="region" aria-label=${e.t(`al_rows`)} @scroll=${this.scroll}>
<table aria-rowcount=${n.length+1}>
<thead>
<tr>
<th scope="col" class="line">${e.t(`al_line`)}</th>
<th scope="col" class="mac wide">${e.t(`al_mac`)}</th>
<th scope="col">${e.t(`al_result`)}</th>
</tr>
</thead>
<tbody>
${d(o)}${n.slice(i,a).map((e,t)=>this.row(e,i+t+2))}${d(s)}
</tbody>
</table>
</div>`}row(e,t){let{card:n}=this,[r,i]=B[e.result],a=p`<bdi dir="ltr">${e.mac??`–`}</bdi>`,o=[n.t(`al_row_${e.result}`),this.why(e)].filter(Boolean).join(`: `);return p`<tr aria-rowindex=${t}>
<td class="line">${e.line}</td>
<td class="mac wide">${a}</td>
<td class="two-lines" title=${o}>
<span class="narrow small">${a}</span>
<span class="state"
><ha-icon icon=${r} style="color:${i}"></ha-icon><span>${o}</span>${y(n.t,e.correlation_id)}</span
>
</td>
</tr>`}why({reason:e,differs:t,message:n,code:r,result:i,sent:a}){let{card:o}=this;if(e)return o.word(`al_why`,e);if(t)return o.t(`al_why_differs`);if(i!==`failed`)return``;let s=r&&!n?.includes(r)?`${n??``} (${r})`.trim():n??``;return a===!1?[o.t(`al_why_not_sent`),s].filter(Boolean).join(` `):s}show(e){this.only=this.only===e?void 0:e,this.scrolled=0,this.card.requestUpdate()}},G=65e4,K=class{constructor(e){this.host=e,this.content=``,this.fileName=``,this.isTooLong=!1,this.isOver=!1,this.back=()=>{this.answer=this.rows=void 0,this.host.card.requestUpdate()},this.drag=e=>{e.preventDefault(),this.isOver=e.type===`dragover`,this.host.card.requestUpdate()},this.drop=e=>{this.drag(e),this.read(e.dataTransfer?.files[0])}}render(){let{card:e}=this.host;return p`<piorchestrator-dialog class="wide-dialog" .heading=${e.t(`al_import_ask`)} @closed=${()=>this.host.close()}>
${e.refusal?S(e.t,e.refusal,()=>e.refusal=void 0):n}
${this.answer&&this.rows?this.shown(this.answer,this.rows):this.asked()}
</piorchestrator-dialog>`}asked(){let{card:e}=this.host,t=e.busy.has(`check`);return p`<p class="small faint">${e.t(`al_import_means`)}</p>
<label class="drop ${this.isOver?`over`:``}" @dragover=${this.drag} @dragleave=${this.drag} @drop=${this.drop}>
<ha-icon icon="mdi:file-delimited-outline"></ha-icon>
<span class="grow">${this.fileName||e.t(`al_file`)}</span>
<input type="file" class="visually-hidden" accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json" @change=${e=>void this.read(e.target.files?.[0])} />
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
${this.isTooLong?p`<p class="small wrong" role="alert">${e.t(`al_too_long`,{n:G})}</p>`:n}
<div class="bar end">
<button @click=${()=>this.host.close()}>${e.t(`cancel`)}</button>
<button
class="primary"
?disabled=${!this.content.trim()||this.isTooLong||t}
aria-busy=${t}
@click=${()=>this.send(!0)}
>
${c(t,`mdi:file-search-outline`)}${e.t(`al_check`)}
</button>
</div>`}shown(e,t){return p`<p role="status">${this.summary(e)}</p>
${t.render()}
<div class="bar end">${e.dry_run?this.before(e):this.after(e)}</div>`}summary({dry_run:e,total:t,added:n}){let{t:r}=this.host.card;return e?r(`al_checked`,{n:t}):r(`al_imported`,{n,total:t})}before(e){let{card:t}=this.host,n=t.busy.has(`import_allowlist`);return p`<button ?disabled=${n} @click=${this.back}>${t.t(`al_back`)}</button>
<button
class="primary"
?disabled=${!e.new||n||!t.mayAct}
aria-busy=${n}
@click=${()=>this.send(!1)}
>
${c(n,`mdi:tray-arrow-up`)}${t.t(e.new?`al_import_n`:`al_import_none`,{n:e.new})}
</button>`}after({failed:e,retry_content:t}){let{card:r}=this.host;return p`${t?p`<button @click=${()=>o(`piorchestrator-failed.csv`,t,`text/csv`)}>
<ha-icon icon="mdi:download"></ha-icon>${r.t(`al_save_failed`)}</button
><button @click=${()=>{this.take(t??``),this.back(),this.send(!0)}}><ha-icon icon="mdi:restart"></ha-icon>${r.t(`al_try_failed`,{n:e})}</button>`:n}<button class="primary" @click=${()=>this.host.close()}>${r.t(`close`)}</button>`}take(e,t=``){this.content=e,this.fileName=t,this.isTooLong=e.length>G,this.host.card.requestUpdate()}async read(e){e&&(this.take(e.size>26e5?` `.repeat(650001):await R(e),e.name),this.isTooLong||this.send(!0))}async send(e){let{card:t}=this.host,n=await t.perform(`import_allowlist`,{content:this.content,dry_run:e},t=>e?void 0:this.summary(t),e?`check`:`import_allowlist`);n&&(this.answer=n,this.rows=new W(t,n),t.requestUpdate())}},q=class{constructor(e){this.host=e,this.stock=`a4_24`,this.rows=[...e.listed],this.load()}render(){let{card:e}=this.host;return p`<piorchestrator-dialog class="wide-dialog" .heading=${e.t(`al_labels_ask`,{n:this.rows.length})} @closed=${()=>this.host.close()}>
<p class="small faint">${e.t(`al_labels_mean`)}</p>
${e.refusal?S(e.t,e.refusal,()=>void this.load()):n}
${this.labels?this.sheet(this.labels):n}
</piorchestrator-dialog>`}sheet(e){let{card:t}=this.host,n=Object.keys(e.STOCKS),r=this.document(e);return p`<label
>${t.t(`al_stock`)}
<select autofocus @change=${e=>this.choose(e.target.value)}>
${n.map(e=>p`<option value=${e} ?selected=${e===this.stock}>${t.t(`al_stock_${e}`)}</option>`)}
</select>
</label>
<iframe class="sheet" title=${t.t(`al_preview`)} sandbox="allow-same-origin allow-modals" .srcdoc=${r}></iframe>
<div class="bar end">
<button @click=${()=>this.host.close()}>${t.t(`close`)}</button>
<button @click=${()=>o(`piorchestrator-labels.html`,r,`text/html`)}>
<ha-icon icon="mdi:download"></ha-icon>${t.t(`al_save_sheet`)}
</button>
<button class="primary" ?disabled=${!this.rows.length} @click=${J}>
<ha-icon icon="mdi:printer"></ha-icon>${t.t(`al_print`)}
</button>
</div>`}document(e){if(this.made?.stock!==this.stock){let{card:t}=this.host,n=this.rows.map(({mac:e,name:t,entry:n})=>({mac:e,name:t,container:n.container_id})),r=t.t(`al_labels_ask`,{n:n.length});this.made={stock:this.stock,document:e.sheet(n,e.STOCKS[this.stock],r,t.hass.language)}}return this.made.document}choose(e){this.stock=e,this.host.card.requestUpdate()}async load(){let{card:e}=this.host;e.refusal=void 0,this.labels=await g(e,()=>import(`./labels-DO9qXK0D.js`)),e.requestUpdate()}};function J(e){e.currentTarget.closest(`piorchestrator-dialog`)?.querySelector(`iframe`)?.contentWindow?.print()}var Y=e`
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
`,X=class{constructor(e,t){this.host=e,this.row=t,this.remove=async()=>{let{card:e}=this.host,{mac:t,name:n}=this.row,r=(await e.perform(`remove_from_allowlist`,{mac:t},({results:t})=>t.some(({removed:e})=>e)?e.t(`al_removed`,{name:n}):void 0))?.results[0];if(!r)return;let i=f(r);i?e.refusal=i:this.host.close()}}render(){let{card:e}=this.host,{mac:t,name:r,entry:i}=this.row,a=e.busy.has(`remove_from_allowlist`);return p`<piorchestrator-dialog .heading=${e.t(`al_remove_ask`,{name:r})} @closed=${()=>this.host.close()}>
${e.refusal?S(e.t,e.refusal,()=>e.refusal=void 0):n}
<p><bdi dir="ltr"><code>${t}</code></bdi></p>
<p>${e.t(i.used?`al_remove_used`:`al_remove_unused`)}</p>
<div class="bar end">
<button autofocus @click=${()=>this.host.close()}>${e.t(`cancel`)}</button>
<button class="danger" ?disabled=${a} aria-busy=${a} @click=${this.remove}>
${c(a,`mdi:trash-can-outline`)}${e.t(`al_remove_now`)}
</button>
</div>
</piorchestrator-dialog>`}};b({"piorchestrator-dialog":C}),l(w);var Z=[[`name`,`col_board`,``],[`used`,`col_state`,``],[`container`,`col_container`,`wide`],[`added`,`al_added`,`wide`]],Q={all:[`mdi:format-list-bulleted`,`inherit`],unused:[`mdi:circle-outline`,`var(--quiet)`],used:[`mdi:check-circle`,`var(--ok)`]},$=class{constructor(e){this.card=e,this.filter=`all`,this.rows=[],this.listing=new x(e,{isFound:F,sorted:N},{column:`name`,descending:!1}),e.renderRoot.adoptedStyleSheets.push(Y.styleSheet),new i(e,()=>t(e.refusal?.retryAt)>0)}get listed(){return this.listing.rows}close(){this.open(void 0)}open(e){this.dialog=e,this.card.refusal=void 0,this.card.requestUpdate()}render(e){this.counted!==e.allowlist&&(this.counted=e.allowlist,this.rows=O(e.allowlist)),this.listing.take(this.rows,e=>P(this.filter,e));let{card:t}=this,{pi:r}=e.parts,i=t.refusal?S(t.t,t.refusal,()=>t.refusal=void 0):n;return p`
<header>
<ha-icon icon="mdi:format-list-checks"></ha-icon>
<h2 class="grow">${t.heading||t.t(`al_title`,{pi:r.title})}</h2>
</header>
${a(t,r)} ${this.dialog?n:i} ${this.acts()} ${this.boards(e)}
${this.dialog?p`<div class="dialog">${this.dialog.render(e)}</div>`:n}
`}acts(){let{card:e,rows:t}=this,r=[[`al_add`,`mdi:plus`,()=>new E(this),`primary`],[`al_import`,`mdi:tray-arrow-up`,()=>new K(this),``]],i=[[`al_export`,`mdi:tray-arrow-down`,()=>new ee(this),``],[`al_labels`,`mdi:qrcode`,()=>new q(this),``]],a=[...e.mayAct?r:[],...t.length?i:[]];return p`<section aria-label=${e.t(`controls`)}>
<div class="bar controls">
${a.map(([t,n,r,i])=>p`<button class=${i} @click=${()=>this.open(r())}>
<ha-icon icon=${n}></ha-icon>${e.t(t)}
</button>`)}
</div>
${e.isAdmin?n:p`<p class="faint small">${e.t(`only_admins`)}</p>`}
<p class="small answer" role="status">${e.said??``}</p>
</section>`}boards({parts:e}){let{card:t,listing:n}=this;if(!this.rows.length){let n=typeof e.allowlist?.total==`number`;return p`<p class="empty faint">${t.t(n?`al_empty`:`al_unread`)}</p>`}let r=A(this.rows);return p`<section aria-label=${t.t(`boards`)}>
<div class="bar">
<div class="bar filters grow" role="group" aria-label=${t.t(`filter`)}>
${k.map(e=>{let[n,i]=Q[e];return p`<button class="filter" aria-pressed=${this.filter===e} @click=${()=>this.choose(e)}>
<ha-icon icon=${n} style="color:${i}"></ha-icon>
<b>${r[e].toLocaleString(t.hass.language)}</b> <span>${t.t(`al_${e}`)}</span>
</button>`})}
</div>
${h(t,n)}
</div>
${u(t,t.t(`boards`),n,Z,e=>this.cells(e))}
</section>`}choose(e){this.filter=e,this.listing.set()}cells(e){let{card:t}=this,{mac:r,name:i,entry:a}=e,[o,s]=Q[a.used?`used`:`unused`],c=t.t(`al_remove_name`,{name:i});return p`<td class="two-lines">
<span class="name" title=${i}>${i}</span>
<span class="small faint"
><bdi dir="ltr">${r}</bdi>${a.container_id?p`<span class="narrow"> · ${a.container_id}</span>`:n}</span
>
</td>
<td class="two-lines">
<span class="state"
><ha-icon icon=${o} style="color:${s}"></ha-icon
><span>${t.t(a.used?`al_is_used`:`al_is_unused`)}</span></span
>
<span class="small faint">${this.day(a.used_at)}</span>
</td>
<td class="wide" title=${a.container_id??``}>${a.container_id??`–`}</td>
<td class="wide">${this.day(a.added_at)||`–`}</td>
<td class="act">
${t.mayAct?p`<button class="plain icon" title=${c} aria-label=${c} @click=${()=>this.open(new X(this,e))}>
<ha-icon icon="mdi:trash-can-outline"></ha-icon>
</button>`:n}
</td>`}day(e){return e&&Date.parse(e)?new Date(e).toLocaleDateString(this.card.hass.language,{dateStyle:`medium`}):``}};export{$ as Panel};