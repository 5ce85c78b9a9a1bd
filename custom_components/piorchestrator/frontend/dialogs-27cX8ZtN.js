import{f as e,k as t,n,r,v as i,w as a}from"./cards-CbopNc98.js";import{t as o}from"./dialog-BMSdHafg.js";import{r as s}from"./en-parts-D8K4jQQ_.js";a({"piorchestrator-dialog":o}),e(s);function c(e,{parts:n},r){let i=r===`stop_session`,{counts:a}=e,o=i?[a.working&&e.t(`stop_working`,{n:a.working}),a.waiting&&e.t(`stop_waiting`,{n:a.waiting}),a.verified&&e.t(`stop_verified`,{n:a.verified}),e.t(`stop_network`)]:[e.t(`discard_means`)],[s,c]=i?[`stop_session`,{}]:[`discard_session`,{session_id:r.slice(8)}],l=i?e.t(`stop_ask`,{network:n.session?.target_ssid??`–`}):e.t(`discard_ask`);return t`<piorchestrator-dialog .heading=${l} @closed=${()=>e.asked=void 0}>
<ul>
${o.filter(Boolean).map(e=>t`<li>${e}</li>`)}
</ul>
<div class="bar end">
<button autofocus @click=${()=>e.asked=void 0}>${e.t(`cancel`)}</button>
<button
class="danger"
@click=${()=>{e.asked=void 0,e.perform(s,c)}}
>
${e.t(i?`stop_now`:`discard_now`)}
</button>
</div>
</piorchestrator-dialog>`}function l(e,a){let{board:o,mac:s}=a,c=[[`MAC`,t`<bdi dir="ltr"><code>${s}</code></bdi>`],[e.t(`col_state`),e.word(`state`,o.state)],[e.t(`col_reason`),n(e,a)],[e.t(`correlation_id`),o.error?.correlation_id?t`<code>${o.error.correlation_id}</code>${i(e.t,o.error.correlation_id)}`:null],[e.t(`col_attempts`),o.attempts||null],[e.t(`col_rssi`),o.rssi===null?null:`${o.rssi} dBm`],[e.t(`col_firmware`),o.firmware_version],[e.t(`col_container`),o.container_id]];return t`<piorchestrator-dialog .heading=${a.name} @closed=${()=>e.opened=void 0}>
<dl>
${c.filter(([,e])=>e).map(([e,n])=>t`<dt>${e}</dt><dd>${n}</dd>`)}
</dl>
<div class="bar end">
${r(e,a)}<button autofocus @click=${()=>e.opened=void 0}>${e.t(`close`)}</button>
</div>
</piorchestrator-dialog>`}export{l as boardDialog,c as confirmation};