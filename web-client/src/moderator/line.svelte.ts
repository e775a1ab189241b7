// The one line that a poll is begun with: there before what the rest of it is written with has come.

export class Line {
  text = $state("");
}
