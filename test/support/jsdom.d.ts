// What the tests use of jsdom. Its own types bring the browser's globals into the whole program, where they would
// hide that the product runs without them.
declare module "jsdom" {
  export class JSDOM {
    constructor(text: string, options?: { readonly contentType?: string });
    readonly window: { readonly document: { readonly documentElement: { readonly tagName: string } } };
  }
}
