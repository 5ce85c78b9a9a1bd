import{D as e,L as t,P as n,R as r}from"./cards-8WMiokdO.js";var i=class extends n{constructor(...e){super(...e),this.opener=null}static{this.properties={heading:{}}}static{this.styles=[e,r`
dialog {
color: var(--primary-text-color);
background: var(--card-background-color);
border: 0;
border-radius: var(--ha-border-radius-lg, 12px);
padding: 20px;
width: min(var(--dialog-width, 560px), calc(100vw - 32px));
max-height: calc(100vh - 32px);
box-sizing: border-box;
container-type: inline-size; /* what lies in a dialog is as wide as that, not as the card below */
overflow: auto;
box-shadow: 0 8px 40px rgb(0 0 0 / 40%);
}
dialog::backdrop {
background: rgb(0 0 0 / 50%);
}
h2 {
margin-block-end: 12px;
}
`]}render(){return t`<dialog aria-labelledby="heading" @close=${()=>this.dispatchEvent(new Event(`closed`))}>
<h2 id="heading">${this.heading}</h2>
<slot></slot>
</dialog>`}firstUpdated(){this.renderRoot.querySelector(`dialog`)?.showModal(),this.querySelector(`[autofocus]`)?.focus()}connectedCallback(){super.connectedCallback(),this.opener=this.getRootNode().activeElement;let e=this.hasUpdated&&this.renderRoot.querySelector(`dialog`);e&&(e.removeAttribute(`open`),e.showModal())}disconnectedCallback(){super.disconnectedCallback(),this.opener?.focus()}close(){this.renderRoot.querySelector(`dialog`)?.close()}};export{i as t};