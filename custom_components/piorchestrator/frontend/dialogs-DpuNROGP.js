import{C as e,_ as t,d as n,j as r,n as i,r as a,v as o}from"./cards-Dn660CDs.js";import{t as s}from"./dialog-B1OFJOTp.js";import{r as c}from"./en-parts-ViT7JBhi.js";e({"piorchestrator-dialog":s}),n(c);function l(e,{parts:t},n){let i=n.startsWith(`stop:`),{counts:a}=e,o=i?[a.working&&e.t(`stop_working`,{n:a.working}),a.waiting&&e.t(`stop_waiting`,{n:a.waiting}),a.verified&&e.t(`stop_verified`,{n:a.verified}),e.t(`stop_network`)]:[e.t(`discard_means`)],[s,c]=i?[`stop_session`,{}]:[`discard_session`,{session_id:n.slice(8)}],l=i?e.t(`stop_ask`,{network:t.session?.target_ssid??`–`}):e.t(`discard_ask`);return r`<piorchestrator-dialog .heading=${l} @closed=${()=>e.asked=void 0}>
<ul>
${o.filter(Boolean).map(e=>r`<li>${e}</li>`)}
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
</piorchestrator-dialog>`}function u(e,n){let{board:s,mac:c}=n,l=[[`MAC`,r`<bdi dir="ltr"><code>${c}</code></bdi>`],[e.t(`col_state`),e.word(`state`,s.state)],[e.t(`col_reason`),i(e,n)],[e.t(`correlation_id`),s.error?.correlation_id?r`<code>${s.error.correlation_id}</code>${t(e.t,s.error.correlation_id)}`:null],[e.t(`col_attempts`),s.attempts||null],[e.t(`col_rssi`),s.rssi===null?null:`${s.rssi} dBm`],[e.t(`col_firmware`),s.firmware_version],[e.t(`col_container`),s.container_id]];return r`<piorchestrator-dialog .heading=${n.name} @closed=${()=>e.opened=void 0}>
${o(e)}
<dl>
${l.filter(([,e])=>e).map(([e,t])=>r`<dt>${e}</dt><dd>${t}</dd>`)}
</dl>
<div class="bar end">
${a(e,n)}<button autofocus @click=${()=>e.opened=void 0}>${e.t(`close`)}</button>
</div>
</piorchestrator-dialog>`}export{u as boardDialog,l as confirmation};