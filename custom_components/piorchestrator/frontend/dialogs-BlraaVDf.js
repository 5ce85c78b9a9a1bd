import{M as e,f as t,n,r,v as i,w as a,y as o}from"./cards-CtlJ6NM-.js";import{t as s}from"./dialog-C-Yuh0jj.js";import{r as c}from"./en-parts-DasK0h5b.js";a({"piorchestrator-dialog":s}),t(c);function l(t,{parts:n},r){let i=r.startsWith(`stop:`),{counts:a}=t,o=i?[a.working&&t.t(`stop_working`,{n:a.working}),a.waiting&&t.t(`stop_waiting`,{n:a.waiting}),a.verified&&t.t(`stop_verified`,{n:a.verified}),t.t(`stop_network`)]:[t.t(`discard_means`)],[s,c]=i?[`stop_session`,{}]:[`discard_session`,{session_id:r.slice(8)}],l=i?t.t(`stop_ask`,{network:n.session?.target_ssid??`–`}):t.t(`discard_ask`);return e`<piorchestrator-dialog .heading=${l} @closed=${()=>t.asked=void 0}>
<ul>
${o.filter(Boolean).map(t=>e`<li>${t}</li>`)}
</ul>
<div class="bar end">
<button autofocus @click=${()=>t.asked=void 0}>${t.t(`cancel`)}</button>
<button
class="danger"
@click=${()=>{t.asked=void 0,t.perform(s,c)}}
>
${t.t(i?`stop_now`:`discard_now`)}
</button>
</div>
</piorchestrator-dialog>`}function u(t,a){let{board:s,mac:c}=a,l=[[`MAC`,e`<bdi dir="ltr"><code>${c}</code></bdi>`],[t.t(`col_state`),t.word(`state`,s.state)],[t.t(`col_reason`),n(t,a)],[t.t(`correlation_id`),s.error?.correlation_id?e`<code>${s.error.correlation_id}</code>${i(t.t,s.error.correlation_id)}`:null],[t.t(`col_attempts`),s.attempts||null],[t.t(`col_rssi`),s.rssi===null?null:`${s.rssi} dBm`],[t.t(`col_firmware`),s.firmware_version],[t.t(`col_container`),s.container_id]];return e`<piorchestrator-dialog .heading=${a.name} @closed=${()=>t.opened=void 0}>
${o(t)}
<dl>
${l.filter(([,e])=>e).map(([t,n])=>e`<dt>${t}</dt><dd>${n}</dd>`)}
</dl>
<div class="bar end">
${r(t,a)}<button autofocus @click=${()=>t.opened=void 0}>${t.t(`close`)}</button>
</div>
</piorchestrator-dialog>`}export{u as boardDialog,l as confirmation};