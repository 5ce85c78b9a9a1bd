import{D as e,E as t,M as n,N as r,O as i,S as a,T as o,_ as s,a as c,b as l,c as u,d,f,g as p,h as m,i as h,j as g,k as _,l as v,m as y,o as b,u as x,v as S,w as ee,x as C,y as w}from"./cards-CtlJ6NM-.js";import{t as T}from"./dialog-C-Yuh0jj.js";import{t as E}from"./en-parts-DasK0h5b.js";var D=1024,O=class{constructor(e){this.host=e,this.written=``,this.description=``,this.container=``,this.submit=async e=>{e.preventDefault();let{card:t}=this.host,n=x(this.written);if(!(`mac`in n))return;let r=this.description.trim(),i=this.container.trim();await t.perform(`add_to_allowlist`,{mac:n.mac,...r&&{description:r},...i&&{container_id:i}},()=>t.t(`al_added_one`,{name:r||d(n.mac)}))!==void 0&&this.host.close(this)}}render(t){let{card:r}=this.host,i=x(this.written),a=`mac`in i?t.allowlist.get(i.mac):void 0,o=`mac`in i&&!a,s=r.busy.has(`add_to_allowlist`);return n`<piorchestrator-dialog .heading=${r.t(`al_add_ask`)} @closed=${()=>this.host.close(this)}>
<form @submit=${this.submit}>
${w(r)}
<label
>${r.t(`al_mac`)}
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
@input=${e=>this.type({written:k(e)})}
/>
</label>
<p id="mac-check" class="small check ${this.written===``?`faint`:o?`good`:`wrong`}" role="status">
${this.verdict(i,a)}
</p>
<label
>${r.t(`al_description`)}
<input
name="description"
maxlength=${D}
.value=${this.description}
@input=${e=>this.type({description:k(e)})}
/>
</label>
<label
>${r.t(`col_container`)}
<input
name="container_id"
maxlength=${D}
.value=${this.container}
@input=${e=>this.type({container:k(e)})}
/>
</label>
<div class="bar end">
<button type="button" @click=${()=>this.host.close(this)}>${r.t(`cancel`)}</button>
<button class="primary" ?disabled=${!o||s} aria-busy=${s}>
${e(s,`mdi:plus`)}${r.t(`al_add_now`)}
</button>
</div>
</form>
</piorchestrator-dialog>`}verdict(e,t){let{t:n}=this.host.card;if(`mac`in e)return t?n(`al_mac_present`,{name:t.description??d(e.mac)}):n(`al_mac_good`,{mac:e.mac});switch(e.fault){case`letter`:return n(`al_mac_letter`,{letter:e.letter});case`few`:case`many`:return n(`al_mac_${e.fault}`,{n:e.digits});case`empty`:case`order`:return n(`al_mac_${e.fault}`)}}type(e){Object.assign(this,e),this.host.card.requestUpdate()}},k=e=>e.target.value,A=e=>Array.from(e,([e,t])=>({mac:e,entry:t,name:t.description??d(e)})),j=[`all`,`unused`,`used`];function M(e){let t=e.filter(({entry:e})=>e.used).length;return{all:e.length,unused:e.length-t,used:t}}var N=e=>e===null?null:Date.parse(e)||null,P={name:({name:e})=>e,used:({entry:e})=>e.used?N(e.used_at)??0:null,container:({entry:e})=>e.container_id,added:({entry:e})=>N(e.added_at)},F=(e,{column:t,descending:n})=>u(e,P[t],n),I=(e,{entry:t})=>e===`all`||t.used===(e===`used`),L=({mac:e,name:t,entry:n},r)=>v(r,e,[t,n.container_id]),te=[[`csv`,`mdi:file-delimited-outline`,`text/csv`],[`json`,`mdi:code-json`,`application/json`]],R=class{constructor(e){this.host=e}render(){let{card:t}=this.host;return n`<piorchestrator-dialog .heading=${t.t(`al_export_ask`)} @closed=${()=>this.host.close(this)}>
${w(t)}
<p>${t.t(`al_export_means`)}</p>
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${t.t(`cancel`)}</button>
${te.map(([r,i,a])=>n`<button ?disabled=${t.busy.size>0} @click=${()=>this.save(r,a)}>
${e(t.busy.has(r),i)}${t.t(`al_as_${r}`)}
</button>`)}
</div>
</piorchestrator-dialog>`}async save(e,t){let{card:n}=this.host,r=await n.perform(`export_allowlist`,{format:e},({total:e})=>n.t(`al_exported`,{n:e}),e);r&&(l(`allowlist.${e}`,r.content,t),this.host.close(this))}};function z(e){let[t,n]=e;if(t===255&&n===254)return new TextDecoder(`utf-16le`).decode(e);if(t===254&&n===255)return new TextDecoder(`utf-16be`).decode(e);try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(e)}catch{return new TextDecoder(`windows-1252`).decode(e)}}var B=async e=>z(new Uint8Array(await e.arrayBuffer())),V=[`new`,`added`,`present`,`duplicate`,`invalid`,`failed`],H={new:[`mdi:plus-circle-outline`,`var(--busy)`],added:[`mdi:check-circle`,`var(--ok)`],present:[`mdi:equal`,`var(--quiet)`],duplicate:[`mdi:content-duplicate`,`var(--quiet)`],invalid:[`mdi:alert-circle`,`var(--care)`],failed:[`mdi:close-circle`,`var(--bad)`]},U=48,W=320,G=40,K=class{constructor(e,t){this.card=e,this.answer=t,this.scrolled=0,this.scroll=e=>{this.scrolled=e.target.scrollTop,this.card.requestUpdate()}}render(){let{card:e,answer:t}=this,r=t.results.filter(({result:e})=>!this.only||e===this.only),{first:i,end:o,above:s,below:c}=a(r.length,U,this.scrolled,W,G);return n`<div class="bar" role="group" aria-label=${e.t(`filter`)}>
${V.filter(e=>t[e]).map(r=>{let[i,a]=H[r],o=n`<span>${e.t(`al_n_${r}`,{n:t[r]})}</span>`;return _(i,a,this.only===r,o,()=>this.show(r))})}
</div>
<div class="scroll rows" tabindex="0" role="region" aria-label=${e.t(`al_rows`)} @scroll=${this.scroll}>
<table aria-rowcount=${r.length+1}>
<thead>
<tr>
<th scope="col" class="line">${e.t(`al_line`)}</th>
<th scope="col" class="mac wide">${e.t(`al_mac`)}</th>
<th scope="col">${e.t(`al_result`)}</th>
</tr>
</thead>
<tbody>
${m(s)}${r.slice(i,o).map((e,t)=>this.row(e,i+t+2))}${m(c)}
</tbody>
</table>
</div>`}row(e,t){let{card:r}=this,[i,a]=H[e.result],o=n`<bdi dir="ltr">${e.mac??`–`}</bdi>`,s=[r.t(`al_row_${e.result}`),this.why(e)].filter(Boolean).join(`: `);return n`<tr aria-rowindex=${t}>
<td class="line">${e.line}</td>
<td class="mac wide">${o}</td>
<td class="two-lines" title=${s}>
<span class="narrow small">${o}</span>
<span class="state"
><ha-icon icon=${i} style="color:${a}"></ha-icon><span>${s}</span>${S(r.t,e.correlation_id)}</span
>
</td>
</tr>`}why({reason:e,differs:t,message:n,code:r,result:i,sent:a}){let{card:o}=this;if(e)return o.word(`al_why`,e);if(t)return o.t(`al_why_differs`);if(i!==`failed`)return``;let s=b(n,r);return a===!1?[o.t(`al_why_not_sent`),s].filter(Boolean).join(` `):s}show(e){this.only=this.only===e?void 0:e,this.scrolled=0,this.card.requestUpdate()}},q=65e4,J=class{constructor(e){this.host=e,this.content=``,this.fileName=``,this.isTooLong=!1,this.isOver=!1,this.back=()=>{this.answer=this.rows=void 0,this.host.card.requestUpdate()},this.drag=e=>{e.preventDefault(),this.isOver=e.type===`dragover`,this.host.card.requestUpdate()},this.drop=e=>{this.drag(e),this.read(e.dataTransfer?.files[0])}}render(){let{card:e}=this.host;return n`<piorchestrator-dialog class="wide-dialog" .heading=${e.t(`al_import_ask`)} @closed=${()=>this.host.close(this)}>
${w(e)}
${this.answer&&this.rows?this.shown(this.answer,this.rows):this.asked()}
</piorchestrator-dialog>`}asked(){let{card:t}=this.host,r=t.busy.has(`check`);return n`<p class="small faint">${t.t(`al_import_means`)}</p>
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
${this.isTooLong?n`<p class="small wrong" role="alert">${t.t(`al_too_long`,{n:q})}</p>`:g}
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${t.t(`cancel`)}</button>
<button
class="primary"
?disabled=${!this.content.trim()||this.isTooLong||r}
aria-busy=${r}
@click=${()=>this.send(!0)}
>
${e(r,`mdi:file-search-outline`)}${t.t(`al_check`)}
</button>
</div>`}shown(e,t){return n`<p role="status">${this.summary(e)}</p>
${t.render()}
<div class="bar end">${e.dry_run?this.before(e):this.after(e)}</div>`}summary({dry_run:e,total:t,added:n}){let{t:r}=this.host.card;return e?r(`al_checked`,{n:t}):r(`al_imported`,{n,total:t})}before(t){let{card:r}=this.host,i=r.busy.has(`import_allowlist`);return n`<button ?disabled=${i} @click=${this.back}>${r.t(`al_back`)}</button>
<button
class="primary"
?disabled=${!t.new||i||!r.mayAct}
aria-busy=${i}
@click=${()=>this.send(!1)}
>
${e(i,`mdi:tray-arrow-up`)}${r.t(t.new?`al_import_n`:`al_import_none`,{n:t.new})}
</button>`}after({failed:e,retry_content:t}){let{card:r}=this.host;return n`${t?n`<button @click=${()=>l(`piorchestrator-failed.csv`,t,`text/csv`)}>
<ha-icon icon="mdi:download"></ha-icon>${r.t(`al_save_failed`)}</button
><button @click=${()=>{this.take(t??``),this.back(),this.send(!0)}}><ha-icon icon="mdi:restart"></ha-icon>${r.t(`al_try_failed`,{n:e})}</button>`:g}<button class="primary" @click=${()=>this.host.close(this)}>${r.t(`close`)}</button>`}take(e,t=``){this.content=e,this.fileName=t,this.isTooLong=e.length>q,this.host.card.requestUpdate()}async read(e){e&&(this.take(e.size>26e5?` `.repeat(650001):await B(e),e.name),this.isTooLong||this.send(!0))}async send(e){let{card:t}=this.host,{content:n}=this,r=await t.perform(`import_allowlist`,{content:n,dry_run:e},t=>e?void 0:this.summary(t),e?`check`:`import_allowlist`);if(r){if(e&&n!==this.content)return this.isTooLong?void 0:this.send(!0);this.answer=r,this.rows=new K(t,r),t.requestUpdate()}}},Y=class{constructor(e){this.host=e,this.stock=`a4_24`,this.rows=[...e.listed],this.load()}render(){let{card:e}=this.host;return n`<piorchestrator-dialog class="wide-dialog" .heading=${e.t(`al_labels_ask`,{n:this.rows.length})} @closed=${()=>this.host.close(this)}>
<p class="small faint">${e.t(`al_labels_mean`)}</p>
${w(e,()=>void this.load())}
${this.labels?this.sheet(this.labels):g}
</piorchestrator-dialog>`}sheet(e){let{card:t}=this.host,r=Object.keys(e.STOCKS),i=this.document(e);return n`<label
>${t.t(`al_stock`)}
<select autofocus @change=${e=>this.choose(e.target.value)}>
${r.map(e=>n`<option value=${e} ?selected=${e===this.stock}>${t.t(`al_stock_${e}`)}</option>`)}
</select>
</label>
<iframe class="sheet" title=${t.t(`al_preview`)} sandbox="allow-same-origin allow-modals" .srcdoc=${i}></iframe>
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${t.t(`close`)}</button>
<button @click=${()=>l(`piorchestrator-labels.html`,i,`text/html`)}>
<ha-icon icon="mdi:download"></ha-icon>${t.t(`al_save_sheet`)}
</button>
<button class="primary" ?disabled=${!this.rows.length} @click=${X}>
<ha-icon icon="mdi:printer"></ha-icon>${t.t(`al_print`)}
</button>
</div>`}document(e){if(this.made?.stock!==this.stock){let{card:t}=this.host,n=this.rows.map(({mac:e,name:t,entry:n})=>({mac:e,name:t,container:n.container_id})),r=t.t(`al_labels_ask`,{n:n.length});this.made={stock:this.stock,document:e.sheet(n,e.STOCKS[this.stock],r,t.hass.language)}}return this.made.document}choose(e){this.stock=e,this.host.card.requestUpdate()}async load(){let{card:e}=this.host;e.refusal=void 0,this.labels=await h(e,()=>import(`./labels-DO9qXK0D.js`)),e.requestUpdate()}};function X(e){e.currentTarget.closest(`piorchestrator-dialog`)?.querySelector(`iframe`)?.contentWindow?.print()}var Z=r`
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
`,Q=class{constructor(e,t){this.host=e,this.row=t,this.remove=async()=>{let{card:e}=this.host,{mac:t,name:n}=this.row,r=(await e.perform(`remove_from_allowlist`,{mac:t},({results:t})=>t.some(({removed:e})=>e)?e.t(`al_removed`,{name:n}):void 0))?.results[0];if(!r)return;let i=c(r);i?e.refusal=i:this.host.close(this)}}render(){let{card:t}=this.host,{mac:r,name:i,entry:a}=this.row,o=t.busy.has(`remove_from_allowlist`);return n`<piorchestrator-dialog .heading=${t.t(`al_remove_ask`,{name:i})} @closed=${()=>this.host.close(this)}>
${w(t)}
<p><bdi dir="ltr"><code>${r}</code></bdi></p>
<p>${t.t(a.used?`al_remove_used`:`al_remove_unused`)}</p>
<div class="bar end">
<button autofocus @click=${()=>this.host.close(this)}>${t.t(`cancel`)}</button>
<button class="danger" ?disabled=${o} aria-busy=${o} @click=${this.remove}>
${e(o,`mdi:trash-can-outline`)}${t.t(`al_remove_now`)}
</button>
</div>
</piorchestrator-dialog>`}};ee({"piorchestrator-dialog":T}),f(E);var ne=[[`name`,`col_board`,``],[`used`,`col_state`,``],[`container`,`col_container`,`wide`],[`added`,`al_added`,`wide`]],$={all:[`mdi:format-list-bulleted`,`inherit`],unused:[`mdi:circle-outline`,`var(--quiet)`],used:[`mdi:check-circle`,`var(--ok)`]},re=class{constructor(e){this.card=e,this.filter=`all`,this.rows=[],this.listing=new C(e,{isFound:L,sorted:F},{column:`name`,descending:!1}),e.renderRoot.adoptedStyleSheets.push(Z.styleSheet),new o(e,()=>t(e.refusal?.retryAt)>0)}get listed(){return this.listing.rows}close(e){this.dialog===e&&this.open(void 0)}open(e){this.dialog=e,this.card.refusal=void 0,this.card.requestUpdate()}render(e){this.counted!==e.allowlist&&(this.counted=e.allowlist,this.rows=A(e.allowlist)),this.listing.take(this.rows,e=>I(this.filter,e));let{card:t}=this,{pi:r}=e.parts;return n`
<header>
<ha-icon icon="mdi:format-list-checks"></ha-icon>
<h2 class="grow">${t.heading||t.t(`al_title`,{pi:r.title})}</h2>
</header>
${s(t,r)} ${this.dialog?g:w(t)} ${this.acts()} ${this.boards(e)}
${this.dialog?n`<div class="dialog">${this.dialog.render(e)}</div>`:g}
`}acts(){let{card:e,rows:t}=this,r=[[`al_add`,`mdi:plus`,()=>new O(this),`primary`],[`al_import`,`mdi:tray-arrow-up`,()=>new J(this),``]],i=[[`al_export`,`mdi:tray-arrow-down`,()=>new R(this),``],[`al_labels`,`mdi:qrcode`,()=>new Y(this),``]],a=[...e.mayAct?r:[],...t.length?i:[]];return n`<section aria-label=${e.t(`controls`)}>
<div class="bar controls">
${a.map(([t,r,i,a])=>n`<button class=${a} @click=${()=>this.open(i())}>
<ha-icon icon=${r}></ha-icon>${e.t(t)}
</button>`)}
</div>
${e.isAdmin?g:n`<p class="faint small">${e.t(`only_admins`)}</p>`}
<p class="small answer" role="status">${e.said??``}</p>
</section>`}boards({parts:e}){let{card:t,listing:r}=this;if(!this.rows.length){let r=typeof e.allowlist?.total==`number`;return n`<p class="empty faint">${t.t(r?`al_empty`:`al_unread`)}</p>`}let a=M(this.rows);return n`<section aria-label=${t.t(`boards`)}>
<div class="bar">
<div class="bar filters grow" role="group" aria-label=${t.t(`filter`)}>
${j.map(e=>{let[n,r]=$[e],o=i(t,a[e],t.t(`al_${e}`));return _(n,r,this.filter===e,o,()=>this.choose(e))})}
</div>
${y(t,r)}
</div>
${p(t,t.t(`boards`),r,ne,e=>this.cells(e))}
</section>`}choose(e){this.filter=e,this.listing.set()}cells(e){let{card:t}=this,{mac:r,name:i,entry:a}=e,[o,s]=$[a.used?`used`:`unused`],c=t.t(`al_remove_name`,{name:i});return n`<td class="two-lines">
<span class="name" title=${i}>${i}</span>
<span class="small faint"
><bdi dir="ltr">${r}</bdi>${a.container_id?n`<span class="narrow"> · ${a.container_id}</span>`:g}</span
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
${t.mayAct?n`<button class="plain icon" title=${c} aria-label=${c} @click=${()=>this.open(new Q(this,e))}>
<ha-icon icon="mdi:trash-can-outline"></ha-icon>
</button>`:g}
</td>`}day(e){return e&&Date.parse(e)?new Date(e).toLocaleDateString(this.card.hass.language,{dateStyle:`medium`}):``}};export{re as Panel};