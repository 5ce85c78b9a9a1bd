import{A as e,C as t,D as n,k as r}from"./cards-CbopNc98.js";var i=class extends n{constructor(...e){super(...e),this.returnTo=null}static{this.properties={heading:{}}}static{this.styles=[t,e`
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
`]}render(){return r`<dialog aria-labelledby="heading" @close=${()=>this.dispatchEvent(new Event(`closed`))}>
<h2 id="heading">${this.heading}</h2>
<slot></slot>
</dialog>`}firstUpdated(){this.returnTo=this.getRootNode().activeElement,this.renderRoot.querySelector(`dialog`)?.showModal(),this.querySelector(`[autofocus]`)?.focus()}disconnectedCallback(){super.disconnectedCallback(),this.returnTo?.focus()}close(){this.renderRoot.querySelector(`dialog`)?.close()}};export{i as t};