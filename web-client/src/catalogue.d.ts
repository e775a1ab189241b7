// What the module "catalogue" (words-plugin.js) has: the messages of English, each as one string.

declare module "catalogue" {
  type English = typeof import("../messages/en.json");
  type Words<Section extends keyof English> = { readonly [Key in keyof English[Section]]: string };
  export const language: Words<"language">;
  export const shared: Words<"shared">;
  export const faults: Words<"faults">;
  export const temperature: Words<"temperature">;
  export const kinds_pages: Words<"kinds_pages">;
  export const phone: Words<"phone">;
  export const talk: Words<"talk">;
  export const moderator: Words<"moderator">;
  export const moderator_talk: Words<"moderator_talk">;
  export const moderator_session: Words<"moderator_session">;
  export const organiser: Words<"organiser">;
  export const screen: Words<"screen">;
  export const wall: Words<"wall">;
}
