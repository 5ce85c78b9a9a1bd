import{A as e,C as t,D as n,E as r,M as i,O as a,T as o,_ as s,a as c,b as l,c as ee,d as te,g as ne,h as u,i as d,j as f,l as p,m,o as h,p as re,u as g,v as _,w as v,x as y,y as b}from"./cards-Dn660CDs.js";import{t as x}from"./dialog-B1OFJOTp.js";import{t as S}from"./en-parts-ViT7JBhi.js";var C=/^[0-9a-f]{2}(?:[:\-.\s]?[0-9a-f]{2}){5}$/i,w=/^[0-9a-f]{4}[.\-:][0-9a-f]{4}[.\-:][0-9a-f]{4}$/i,T=/[:\-.\s]/g,E=/[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu,D=/[\u2010-\u2015\u2212\ufe63\uff0d]/g,O=/\uff1a/g,k=e=>e.replace(E,``).replace(D,`-`).replace(O,`:`).trim();function A(e){let t=k(e);if(!t)return{fault:`empty`};let n=t.replace(T,``),r=[...n].find(e=>!/^[0-9a-f]$/i.test(e));return r===void 0?n.length===12?!C.test(t)&&!w.test(t)?{fault:`order`}:/^0+$/.test(n)||parseInt(n[1],16)%2?{fault:`no_board`}:{mac:n.toUpperCase().match(/../g).join(`:`)}:{fault:n.length<12?`few`:`many`,digits:n.length}:{fault:`letter`,letter:j(r)}}function j(e){let t=e.codePointAt(0);return t<128?e:`${e} (U+${t.toString(16).toUpperCase().padStart(4,`0`)})`}var M=1024,N=class{constructor(e){this.host=e,this.written=``,this.description=``,this.container=``,this.submit=async e=>{e.preventDefault();let{card:t}=this.host,n=A(this.written);if(!(`mac`in n))return;let r=this.description.trim(),i=this.container.trim();await t.perform(`add_to_allowlist`,{mac:n.mac,...r&&{description:r},...i&&{container_id:i}},()=>t.t(`al_added_one`,{name:r||g(n.mac)}))!==void 0&&this.host.close(this)}}render(e){let{card:t}=this.host,n=A(this.written),i=`mac`in n?e.allowlist.get(n.mac):void 0,a=`mac`in n&&!i,o=t.busy.has(`add_to_allowlist`);return f`<piorchestrator-dialog .heading=${t.t(`al_add_ask`)} @closed=${()=>this.host.close(this)}>
<form @submit=${this.submit}>
${_(t)}
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
@input=${e=>this.type({written:P(e)})}
/>
</label>
<p id="mac-check" class="small check ${this.written===``?`faint`:a?`good`:`wrong`}" role="status">
${this.verdict(n,i)}
</p>
<label
>${t.t(`al_description`)}
<input
name="description"
maxlength=${M}
.value=${this.description}
@input=${e=>this.type({description:P(e)})}
/>
</label>
<label
>${t.t(`col_container`)}
<input
name="container_id"
maxlength=${M}
.value=${this.container}
@input=${e=>this.type({container:P(e)})}
/>
</label>
<div class="bar end">
<button type="button" @click=${()=>this.host.close(this)}>${t.t(`cancel`)}</button>
<button class="primary" ?disabled=${!a||o} aria-busy=${o}>
${r(o,`mdi:plus`)}${t.t(`al_add_now`)}
</button>
</div>
</form>
</piorchestrator-dialog>`}verdict(e,t){let{t:n}=this.host.card;if(`mac`in e)return t?n(`al_mac_present`,{name:t.description??g(e.mac)}):n(`al_mac_good`,{mac:e.mac});switch(e.fault){case`letter`:return n(`al_mac_letter`,{letter:e.letter});case`few`:case`many`:return n(`al_mac_${e.fault}`,{n:e.digits});case`empty`:case`order`:case`no_board`:return n(`al_mac_${e.fault}`)}}type(e){Object.assign(this,e),this.host.card.requestUpdate()}},P=e=>e.target.value,F=e=>Array.from(e,([e,t])=>({mac:e,entry:t,name:t.description??g(e)})),I=[`all`,`unused`,`used`];function L(e){let t=e.filter(({entry:e})=>e.used).length;return{all:e.length,unused:e.length-t,used:t}}var R=e=>e===null?null:Date.parse(e)||null,z={name:({name:e})=>e,used:({entry:e})=>e.used?R(e.used_at)??0:null,container:({entry:e})=>e.container_id,added:({entry:e})=>R(e.added_at)},B=(e,{column:t,descending:n})=>ee(e,z[t],n),V=(e,{entry:t})=>e===`all`||t.used===(e===`used`),H=({mac:e,name:t,entry:n},r)=>p(r,e,[t,n.container_id]),U=[[`csv`,`mdi:file-delimited-outline`,`text/csv`],[`json`,`mdi:code-json`,`application/json`]],W=class{constructor(e){this.host=e}render(){let{card:e}=this.host;return f`<piorchestrator-dialog .heading=${e.t(`al_export_ask`)} @closed=${()=>this.host.close(this)}>
${_(e)}
<p>${e.t(`al_export_means`)}</p>
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${e.t(`cancel`)}</button>
${U.map(([t,n,i])=>f`<button ?disabled=${e.busy.size>0} @click=${()=>this.save(t,i)}>
${r(e.busy.has(t),n)}${e.t(`al_as_${t}`)}
</button>`)}
</div>
</piorchestrator-dialog>`}async save(e,t){let{card:n}=this.host,r=await n.perform(`export_allowlist`,{format:e},({total:e})=>n.t(`al_exported`,{n:e}),e);r&&(b(`allowlist.${e}`,r.content,t),this.host.close(this))}};function G(e){let[t,n]=e;if(t===255&&n===254)return new TextDecoder(`utf-16le`).decode(e);if(t===254&&n===255)return new TextDecoder(`utf-16be`).decode(e);try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(e)}catch{return new TextDecoder(`windows-1252`).decode(e)}}var K=async e=>G(new Uint8Array(await e.arrayBuffer())),q=[`new`,`added`,`present`,`invalid`,`failed`],J={new:[`mdi:plus-circle-outline`,`var(--busy)`],added:[`mdi:check-circle`,`var(--ok)`],present:[`mdi:equal`,`var(--quiet)`],invalid:[`mdi:alert-circle`,`var(--care)`],failed:[`mdi:close-circle`,`var(--bad)`]},Y=48,X=320,ie=40,ae=class{constructor(e,t){this.card=e,this.answer=t,this.scrolled=0,this.scroll=e=>{this.scrolled=e.target.scrollTop,this.card.requestUpdate()}}render(){let{card:e,answer:t}=this,n=t.results.filter(({result:e})=>!this.only||e===this.only),{first:r,end:i,above:o,below:s}=y(n.length,Y,this.scrolled,X,ie);return f`<div class="bar" role="group" aria-label=${e.t(`filter`)}>
${q.filter(e=>t[e]).map(n=>{let[r,i]=J[n],o=f`<span>${e.t(`al_n_${n}`,{n:t[n]})}</span>`;return a(r,i,this.only===n,o,()=>this.show(n))})}
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
${m(o)}${n.slice(r,i).map((e,t)=>this.row(e,r+t+2))}${m(s)}
</tbody>
</table>
</div>`}row(e,t){let{card:n}=this,[r,i]=J[e.result],a=f`<bdi dir="ltr">${e.mac??`–`}</bdi>`,o=[n.t(`al_row_${e.result}`),this.why(e)].filter(Boolean).join(`: `);return f`<tr aria-rowindex=${t}>
<td class="line">${e.line}</td>
<td class="mac wide">${a}</td>
<td class="two-lines" title=${o}>
<span class="narrow small">${a}</span>
<span class="state"
><ha-icon icon=${r} style="color:${i}"></ha-icon><span>${o}</span>${s(n.t,e.correlation_id)}</span
>
</td>
</tr>`}why({reason:e,differs:t,message:n,code:r,result:i,sent:a}){let{card:o}=this;if(e)return o.word(`al_why`,e);if(t)return o.t(`al_why_differs`);if(i!==`failed`)return``;let s=h(n,r);return a===!1?[o.t(`al_why_not_sent`),s].filter(Boolean).join(` `):s}show(e){this.only=this.only===e?void 0:e,this.scrolled=0,this.card.requestUpdate()}},Z=65e4,oe=class{constructor(e){this.host=e,this.content=``,this.fileName=``,this.isTooLong=!1,this.isOver=!1,this.back=()=>{this.answer=this.rows=void 0,this.host.card.requestUpdate()},this.drag=e=>{e.preventDefault(),this.isOver=e.type===`dragover`,this.host.card.requestUpdate()},this.drop=e=>{this.drag(e),this.read(e.dataTransfer?.files[0])}}render(){let{card:e}=this.host;return f`<piorchestrator-dialog class="wide-dialog" .heading=${e.t(`al_import_ask`)} @closed=${()=>this.host.close(this)}>
${_(e)}
${this.answer&&this.rows?this.shown(this.answer,this.rows):this.asked()}
</piorchestrator-dialog>`}asked(){let{card:t}=this.host,n=t.busy.has(`check`);return f`<p class="small faint">${t.t(`al_import_means`)}</p>
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
${this.isTooLong?f`<p class="small wrong" role="alert">${t.t(`al_too_long`,{n:Z})}</p>`:e}
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${t.t(`cancel`)}</button>
<button
class="primary"
?disabled=${!this.content.trim()||this.isTooLong||n}
aria-busy=${n}
@click=${()=>this.send(!0)}
>
${r(n,`mdi:file-search-outline`)}${t.t(`al_check`)}
</button>
</div>`}shown(e,t){return f`<p role="status">${this.summary(e)}</p>
${t.render()}
<div class="bar end">${e.dry_run?this.before(e):this.after(e)}</div>`}summary({dry_run:e,total:t,added:n}){let{t:r}=this.host.card;return e?r(`al_checked`,{n:t}):r(`al_imported`,{n,total:t})}before(e){let{card:t}=this.host,n=t.busy.has(`import_allowlist`);return f`<button ?disabled=${n} @click=${this.back}>${t.t(`al_back`)}</button>
<button
class="primary"
?disabled=${!e.new||n||!t.mayAct}
aria-busy=${n}
@click=${()=>this.send(!1)}
>
${r(n,`mdi:tray-arrow-up`)}${t.t(e.new?`al_import_n`:`al_import_none`,{n:e.new})}
</button>`}after({failed:t,retry_content:n}){let{card:r}=this.host;return f`${n?f`<button @click=${()=>b(`piorchestrator-failed.csv`,n,`text/csv`)}>
<ha-icon icon="mdi:download"></ha-icon>${r.t(`al_save_failed`)}</button
><button @click=${()=>{this.take(n??``),this.back(),this.send(!0)}}><ha-icon icon="mdi:restart"></ha-icon>${r.t(`al_try_failed`,{n:t})}</button>`:e}<button class="primary" @click=${()=>this.host.close(this)}>${r.t(`close`)}</button>`}take(e,t=``){this.content=e,this.fileName=t,this.isTooLong=e.length>Z,this.host.card.requestUpdate()}async read(e){e&&(this.take(e.size>26e5?` `.repeat(650001):await K(e),e.name),this.isTooLong||this.send(!0))}async send(e){let{card:t}=this.host,{content:n}=this,r=await t.perform(`import_allowlist`,{content:n,dry_run:e},t=>e?void 0:this.summary(t),e?`check`:`import_allowlist`);if(r){if(e&&n!==this.content)return this.isTooLong?void 0:this.send(!0);this.answer=r,this.rows=new ae(t,r),t.requestUpdate()}}},se=class{constructor(e){this.host=e,this.stock=`a4_24`,this.rows=[...e.listed],this.load()}render(){let{card:t}=this.host;return f`<piorchestrator-dialog class="wide-dialog" .heading=${t.t(`al_labels_ask`,{n:this.rows.length})} @closed=${()=>this.host.close(this)}>
<p class="small faint">${t.t(`al_labels_mean`)}</p>
${_(t,()=>void this.load())}
${this.labels?this.sheet(this.labels):e}
</piorchestrator-dialog>`}sheet(e){let{card:t}=this.host,n=Object.keys(e.STOCKS),r=this.document(e);return f`<label
>${t.t(`al_stock`)}
<select autofocus @change=${e=>this.choose(e.target.value)}>
${n.map(e=>f`<option value=${e} ?selected=${e===this.stock}>${t.t(`al_stock_${e}`)}</option>`)}
</select>
</label>
<iframe class="sheet" title=${t.t(`al_preview`)} sandbox="allow-same-origin allow-modals" .srcdoc=${r}></iframe>
<div class="bar end">
<button @click=${()=>this.host.close(this)}>${t.t(`close`)}</button>
<button @click=${()=>b(`piorchestrator-labels.html`,r,`text/html`)}>
<ha-icon icon="mdi:download"></ha-icon>${t.t(`al_save_sheet`)}
</button>
<button class="primary" ?disabled=${!this.rows.length} @click=${Q}>
<ha-icon icon="mdi:printer"></ha-icon>${t.t(`al_print`)}
</button>
</div>`}document(e){if(this.made?.stock!==this.stock){let{card:t}=this.host,n=this.rows.map(({mac:e,name:t,entry:n})=>({mac:e,name:t,container:n.container_id})),r=t.t(`al_labels_ask`,{n:n.length});this.made={stock:this.stock,document:e.sheet(n,e.STOCKS[this.stock],r,t.hass.language)}}return this.made.document}choose(e){this.stock=e,this.host.card.requestUpdate()}async load(){let{card:e}=this.host;e.refusal=void 0,this.labels=await d(e,()=>import(`./labels-DO9qXK0D.js`)),e.requestUpdate()}};function Q(e){e.currentTarget.closest(`piorchestrator-dialog`)?.querySelector(`iframe`)?.contentWindow?.print()}var ce=i`
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
`,le=class{constructor(e,t){this.host=e,this.row=t,this.remove=async()=>{let{card:e}=this.host,{mac:t,name:n}=this.row,r=(await e.perform(`remove_from_allowlist`,{mac:t},({results:t})=>t.some(({removed:e})=>e)?e.t(`al_removed`,{name:n}):void 0))?.results[0];if(!r)return;let i=c(r);i?e.refusal=i:this.host.close(this)}}render(){let{card:e}=this.host,{mac:t,name:n,entry:i}=this.row,a=e.busy.has(`remove_from_allowlist`);return f`<piorchestrator-dialog .heading=${e.t(`al_remove_ask`,{name:n})} @closed=${()=>this.host.close(this)}>
${_(e)}
<p><bdi dir="ltr"><code>${t}</code></bdi></p>
<p>${e.t(i.used?`al_remove_used`:`al_remove_unused`)}</p>
<div class="bar end">
<button autofocus @click=${()=>this.host.close(this)}>${e.t(`cancel`)}</button>
<button class="danger" ?disabled=${a} aria-busy=${a} @click=${this.remove}>
${r(a,`mdi:trash-can-outline`)}${e.t(`al_remove_now`)}
</button>
</div>
</piorchestrator-dialog>`}};t({"piorchestrator-dialog":x}),te(S);var ue=[[`name`,`col_board`,``],[`used`,`col_state`,``],[`container`,`col_container`,`wide`],[`added`,`al_added`,`wide`]],$={all:[`mdi:format-list-bulleted`,`inherit`],unused:[`mdi:circle-outline`,`var(--quiet)`],used:[`mdi:check-circle`,`var(--ok)`]},de=class{constructor(e){this.card=e,this.filter=`all`,this.rows=[],this.listing=new l(e,{isFound:H,sorted:B},{column:`name`,descending:!1}),e.renderRoot.adoptedStyleSheets.push(ce.styleSheet),new v(e,()=>o(e.refusal?.retryAt)>0)}get listed(){return this.listing.rows}close(e){this.dialog===e&&this.open(void 0)}open(e){this.dialog=e,this.card.refusal=void 0,this.card.requestUpdate()}render(t){this.counted!==t.allowlist&&(this.counted=t.allowlist,this.rows=F(t.allowlist)),this.listing.take(this.rows,e=>V(this.filter,e));let{card:n}=this,{pi:r}=t.parts;return f`
<header>
<ha-icon icon="mdi:format-list-checks"></ha-icon>
<h2 class="grow">${n.heading||n.t(`al_title`,{pi:r.title})}</h2>
</header>
${ne(n,r)} ${this.dialog?e:_(n)} ${this.acts()} ${this.boards(t)}
${this.dialog?f`<div class="dialog">${this.dialog.render(t)}</div>`:e}
`}acts(){let{card:t,rows:n}=this,r=[[`al_add`,`mdi:plus`,()=>new N(this),`primary`],[`al_import`,`mdi:tray-arrow-up`,()=>new oe(this),``]],i=[[`al_export`,`mdi:tray-arrow-down`,()=>new W(this),``],[`al_labels`,`mdi:qrcode`,()=>new se(this),``]],a=[...t.mayAct?r:[],...n.length?i:[]];return f`<section aria-label=${t.t(`controls`)}>
<div class="bar controls">
${a.map(([e,n,r,i])=>f`<button class=${i} @click=${()=>this.open(r())}>
<ha-icon icon=${n}></ha-icon>${t.t(e)}
</button>`)}
</div>
${t.isAdmin?e:f`<p class="faint small">${t.t(`only_admins`)}</p>`}
<p class="small answer" role="status">${t.said??``}</p>
</section>`}boards({parts:e}){let{card:t,listing:r}=this;if(!this.rows.length){let n=typeof e.allowlist?.total==`number`;return f`<p class="empty faint">${t.t(n?`al_empty`:`al_unread`)}</p>`}let i=L(this.rows);return f`<section aria-label=${t.t(`boards`)}>
<div class="bar">
<div class="bar filters grow" role="group" aria-label=${t.t(`filter`)}>
${I.map(e=>{let[r,o]=$[e],s=n(t,i[e],t.t(`al_${e}`));return a(r,o,this.filter===e,s,()=>this.choose(e))})}
</div>
${re(t,r)}
</div>
${u(t,t.t(`boards`),r,ue,e=>this.cells(e))}
</section>`}choose(e){this.filter=e,this.listing.set()}cells(t){let{card:n}=this,{mac:r,name:i,entry:a}=t,[o,s]=$[a.used?`used`:`unused`],c=n.t(`al_remove_name`,{name:i});return f`<td class="two-lines">
<span class="name" title=${i}>${i}</span>
<span class="small faint"
><bdi dir="ltr">${r}</bdi>${a.container_id?f`<span class="narrow"> · ${a.container_id}</span>`:e}</span
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
${n.mayAct?f`<button class="plain icon" title=${c} aria-label=${c} @click=${()=>this.open(new le(this,t))}>
<ha-icon icon="mdi:trash-can-outline"></ha-icon>
</button>`:e}
</td>`}day(e){return e&&Date.parse(e)?new Date(e).toLocaleDateString(this.card.hass.language,{dateStyle:`medium`}):``}};export{de as Panel};