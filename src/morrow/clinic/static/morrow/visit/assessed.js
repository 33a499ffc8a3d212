// How a patient thinks and walks, asked so that "nothing is missing" is an answer of its own: what
// nobody touched is not recorded as normal.

const CHOICES = {
  orientation_deficit: { label: "Orientation", good: "full", bad: "something is missing", words: "What is missing" },
  gait_deficit: { label: "Gait", good: "steady", bad: "something is unusual", words: "What is unusual", help: "For example: uses a stick." },
};

const asked = ([name, { label, good, bad, words, help }]) => [
  { name: `${name}:is`, label, kind: "choice", options: [["none", good], ["some", bad]] },
  { name, label: `${label}: ${words.toLowerCase()}`, kind: "text", help },
];

/** The fields of orientation and gait before `rest`, and the body that they become. */
export function assessed(rest) {
  return {
    fields: [...Object.entries(CHOICES).flatMap(asked), ...rest],
    body: (values) => {
      const body = { ...values };
      for (const name of Object.keys(CHOICES)) {
        if (values[`${name}:is`] === "none") body[name] = "none";
        delete body[`${name}:is`];
      }
      return body;
    },
  };
}
