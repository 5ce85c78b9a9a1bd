import{A as e,T as t,b as n,k as r,n as i,p as a,r as o,y as s}from"./cards-cDC-1M6a.js";import{t as c}from"./dialog-TvWnsQtz.js";import{r as l}from"./en-parts-D8K4jQQ_.js";t({"piorchestrator-dialog":c}),a(l);function u(t,{parts:n},r){let i=r.startsWith(`stop:`),{counts:a}=t,o=i?[a.working&&t.t(`stop_working`,{n:a.working}),a.waiting&&t.t(`stop_waiting`,{n:a.waiting}),a.verified&&t.t(`stop_verified`,{n:a.verified}),t.t(`stop_network`)]:[t.t(`discard_means`)],[s,c]=i?[`stop_session`,{}]:[`discard_session`,{session_id:r.slice(8)}],l=i?t.t(`stop_ask`,{network:n.session?.target_ssid??`–`}):t.t(`discard_ask`);return e`<piorchestrator-dialog .heading=${l} @closed=${()=>t.asked=void 0}>
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
</piorchestrator-dialog>`}function d(t,a){let{board:c,mac:l}=a,u=[[`MAC`,e`<bdi dir="ltr"><code>${l}</code></bdi>`],[t.t(`col_state`),t.word(`state`,c.state)],[t.t(`col_reason`),i(t,a)],[t.t(`correlation_id`),c.error?.correlation_id?e`<code>${c.error.correlation_id}</code>${s(t.t,c.error.correlation_id)}`:null],[t.t(`col_attempts`),c.attempts||null],[t.t(`col_rssi`),c.rssi===null?null:`${c.rssi} dBm`],[t.t(`col_firmware`),c.firmware_version],[t.t(`col_container`),c.container_id]];return e`<piorchestrator-dialog .heading=${a.name} @closed=${()=>t.opened=void 0}>
${t.refusal?n(t.t,t.refusal,()=>t.refusal=void 0):r}
<dl>
${u.filter(([,e])=>e).map(([t,n])=>e`<dt>${t}</dt><dd>${n}</dd>`)}
</dl>
<div class="bar end">
${o(t,a)}<button autofocus @click=${()=>t.opened=void 0}>${t.t(`close`)}</button>
</div>
</piorchestrator-dialog>`}export{d as boardDialog,u as confirmation};