// What can be set in the visual editors.
import { PICTURES } from "./pictures.js";
import { pageLanguage, translate } from "./strings.js";

const say = (key) => translate(pageLanguage(), key);

const DEVICE = {
  name: "device_id",
  selector: {
    device: {
      filter: { integration: "v2c_cloud" },
      // The house has none: only chargers are offered.
      entity: { integration: "v2c_cloud", domain: "switch" },
    },
  },
};
const NAME = { name: "name", selector: { text: {} } };

function form(schema) {
  return {
    schema,
    computeLabel: ({ name }) => say(`form_${name}`),
    computeHelper: ({ name }) => {
      const text = say(`form_${name}_help`);
      return text === `form_${name}_help` ? undefined : text;
    },
  };
}

function pictures() {
  const options = [...PICTURES, "none"].map((value) => ({
    value,
    label: say(`picture_${value}`),
  }));
  return [
    { name: "picture", selector: { select: { mode: "dropdown", options } } },
    {
      name: "image",
      selector: {
        media: {
          accept: ["image/*"],
          clearable: true,
          image_upload: true,
          hide_content_type: true,
        },
      },
    },
  ];
}

export function chargerForm() {
  return form([DEVICE, NAME, ...pictures()]);
}

/** What all cards of the dashboard share. */
export function pictureForm() {
  return form(pictures());
}

export function planForm() {
  return form([DEVICE, NAME]);
}

export function sessionsForm() {
  const options = ["day", "week", "month", "year"].map((value) => ({
    value,
    label: say(`per_${value}`),
  }));
  return form([
    DEVICE,
    NAME,
    { name: "period", selector: { select: { mode: "dropdown", options } } },
  ]);
}
