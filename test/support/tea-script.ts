/** A script with every kind of thing a script has. */
export const teaScript = `script: tea
name: 春の新茶
outcomes:
  sale: { is-goal: true, needs: [terms] }
  lost: {}
cards:
  price: { title: { en: Too dear, ja: 高い }, say: 一杯あたり30円です。 }
steps:
  hello:
    say: { ja: "{person.name|お客様}でいらっしゃいますか。", en: "Is that {person.name}?" }
    ask: yes-no
    yes: taste
    no: goodbye
  taste:
    say: Which one?
    ask: { choice: { green: { label: 緑茶, to: cups }, none: { label: Neither, to: goodbye } } }
    keep: taste
  cups:
    say: How many cups?
    ask: { number: { min: 1, max: 20, whole: true } }
    next: terms
  terms:
    say: 八日以内なら解約できます。
    next: thanks
  thanks: { say: Thank you., outcome: sale }
  goodbye: { say: 失礼いたします。, outcome: lost }
`;
