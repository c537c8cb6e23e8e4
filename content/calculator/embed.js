// The token calculator on any site:
//
//   <script src="https://sitegen.example/calculator/embed.js" async></script>
//   <token-calculator model="gpt-4.1" text="Hello" theme="dark"></token-calculator>
//
// It is a frame, so that neither page can read the other: what readers type stays in it. A site with a
// Content-Security-Policy allows this host in script-src and frame-src. Without the script, an <iframe> whose src is
// https://sitegen.example/calculator/embed/ shows the same, at a height of your own.

{
  const SOURCE = document.currentScript.src; // a plain script: a module would need leave from the server
  const SETTINGS = { model: "m", input: "i", output: "o", reasoning: "r", cached: "c", "requests-a-day": "d", "days-a-month": "n", tier: "t", text: "text" };

  class TokenCalculator extends HTMLElement {
    connectedCallback() {
      if (this.frame) return;
      const address = new URL("embed/", SOURCE);
      if (this.hasAttribute("theme")) address.searchParams.set("theme", this.getAttribute("theme"));
      address.hash = this.settings();
      this.frame = document.createElement("iframe");
      this.frame.title = "Token and cost calculator";
      this.frame.loading = "lazy";
      this.frame.allow = "clipboard-write";
      this.frame.src = address;
      this.frame.width = "100%";
      this.frame.height = "900";
      this.frame.style.border = "0";
      this.attachShadow({ mode: "open" }).append(this.frame);
      addEventListener("message", (event) => this.resize(event));
    }

    settings() {
      const found = new URLSearchParams();
      for (const [name, key] of Object.entries(SETTINGS)) if (this.hasAttribute(name)) found.set(key, this.getAttribute(name));
      return found.size === 0 ? "" : `calculator?${found}`;
    }

    resize({ source, data }) {
      const height = data?.tokenCalculator?.height;
      if (source === this.frame.contentWindow && height > 0) this.frame.height = String(height);
    }
  }

  customElements.define("token-calculator", TokenCalculator);
}
