import{C as e,L as t,O as n,S as r,d as i,n as a,r as o}from"./cards-8WMiokdO.js";import{t as s}from"./dialog-CAYIBE9T.js";import{r as c}from"./en-parts-DocO0GU6.js";n({"piorchestrator-dialog":s}),i(c);function l(e,{parts:n},r){let i=r.startsWith(`stop:`),{counts:a}=e,o=i?[a.working&&e.t(`stop_working`,{n:a.working}),a.waiting&&e.t(`stop_waiting`,{n:a.waiting}),a.verified&&e.t(`stop_verified`,{n:a.verified}),e.t(`stop_network`)]:[e.t(`discard_means`)],[s,c]=i?[`stop_session`,{}]:[`discard_session`,{session_id:r.slice(8)}],l=i?e.t(`stop_ask`,{network:n.session?.target_ssid??`–`}):e.t(`discard_ask`);return t`<piorchestrator-dialog .heading=${l} @closed=${()=>e.asked=void 0}>
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
</piorchestrator-dialog>`}function u(n,i){let{board:s,mac:c}=i,l=[[`MAC`,t`<bdi dir="ltr"><code>${c}</code></bdi>`],[n.t(`col_state`),n.word(`state`,s.state)],[n.t(`col_reason`),a(n,i)],[n.t(`correlation_id`),s.error?.correlation_id?t`<code>${s.error.correlation_id}</code>${r(n.t,s.error.correlation_id)}`:null],[n.t(`col_attempts`),s.attempts||null],[n.t(`col_rssi`),s.rssi===null?null:`${s.rssi} dBm`],[n.t(`col_firmware`),s.firmware_version],[n.t(`col_container`),s.container_id]];return t`<piorchestrator-dialog .heading=${i.name} @closed=${()=>n.opened=void 0}>
${e(n)}
<dl>
${l.filter(([,e])=>e).map(([e,n])=>t`<dt>${e}</dt><dd>${n}</dd>`)}
</dl>
<div class="bar end">
${o(n,i)}<button autofocus @click=${()=>n.opened=void 0}>${n.t(`close`)}</button>
</div>
</piorchestrator-dialog>`}export{u as boardDialog,l as confirmation};