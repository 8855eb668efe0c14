// What the tests of the dashboard ask a page; they find it as `probe`.
window.probe = (() => {
  const home = () => document.querySelector("home-assistant");

  /** All elements below a node, through every shadow root. */
  function* below(node) {
    for (const child of node.children ?? []) {
      yield child;
      yield* below(child);
      if (child.shadowRoot) {
        yield* below(child.shadowRoot);
      }
    }
  }

  const card = (tag) =>
    [...below(document)].find((node) => node.localName === `v2c-cloud-${tag}`);

  /** Let the page answer the action get_plan, as the documents say it does. */
  function feedPlan(answer) {
    const { hass } = home();
    const callWS = probe.callWS ?? hass.callWS;
    probe.callWS = callWS;
    const services = { ...hass.services };
    services.v2c_cloud = { ...services.v2c_cloud, get_plan: {} };
    home().hass = {
      ...hass,
      services,
      callWS: async (message) => {
        if (message.service !== "get_plan") {
          return callWS(message);
        }
        if (typeof answer === "string") {
          throw { message: answer };
        }
        return { response: answer };
      },
    };
    const shown = card("plan");
    if (shown) {
      // The page hands it on in its own time, and the card would ask the real one.
      shown.hass = home().hass;
      shown.plan = null;
      shown.ask();
    }
  }

  /**
   * Let the page believe that the charger has more entities, and note what is done.
   *
   * Their states are Home Assistant's; only the registry and the calls are the page's.
   */
  function feedEntities(keys) {
    const { hass } = home();
    const deviceId = card("charger").charger.id;
    const entities = { ...hass.entities };
    for (const [id, key] of Object.entries(keys)) {
      entities[id] = {
        entity_id: id,
        platform: "v2c_cloud",
        translation_key: key,
        device_id: deviceId,
      };
    }
    probe.calls = [];
    home().hass = {
      ...hass,
      entities,
      callService: async (...call) => {
        probe.calls.push(call);
      },
    };
  }

  /** Choose whose clock counts, as in the user's profile. */
  function chooseZone(zone) {
    const { hass } = home();
    home().hass = { ...hass, locale: { ...hass.locale, time_zone: zone } };
  }

  /** What the editors ask for, and which cards fit an entity. */
  async function offers(entityId) {
    const found = {};
    for (const { type, name, description, getEntitySuggestion } of window.customCards) {
      const form = await customElements.get(type).getConfigForm();
      found[type] = {
        name,
        description,
        labels: form.schema.map((field) => form.computeLabel(field)),
        stub: customElements.get(type).getStubConfig(home().hass),
        fits: getEntitySuggestion(home().hass, entityId)?.config.type ?? null,
      };
    }
    return found;
  }

  /** Read any colour as red, green, blue and how much it covers. */
  const canvas = document.createElement("canvas").getContext("2d", {
    willReadFrequently: true,
  });
  function colour(text) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }

  function luminance(rgb) {
    const [red, green, blue] = rgb.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function background(node) {
    for (let at = node; at; at = at.parentNode ?? at.host) {
      const element = at instanceof ShadowRoot ? at.host : at;
      if (element instanceof Element) {
        const found = colour(getComputedStyle(element).backgroundColor);
        if (found[3] > 0.99) {
          return found;
        }
      }
    }
    return colour(getComputedStyle(document.body).backgroundColor);
  }

  /** Texts of a card whose contrast is below AA: 4.5, or 3 for large ones. */
  function faint(tag) {
    const found = [];
    for (const node of below(card(tag).shadowRoot)) {
      const text = [...node.childNodes]
        .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
        .map(({ data }) => data.trim())
        .join("");
      if (!text || node.closest(":disabled, .hidden, defs")) {
        continue;
      }
      const style = getComputedStyle(node);
      const ink = node instanceof SVGElement ? style.fill : style.color;
      const [one, other] = [luminance(colour(ink)), luminance(background(node))];
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      const large = parseFloat(style.fontSize) >= 24;
      if (ratio < (large ? 3 : 4.5)) {
        found.push(`${text}: ${ratio.toFixed(2)}`);
      }
    }
    return found;
  }

  /** What stands out of a card, or is wider than its place. */
  function overflowing(tag) {
    const shown = card(tag);
    const { left, right } = shown.getBoundingClientRect();
    const found = [];
    for (const node of below(shown.shadowRoot)) {
      const box = node.getBoundingClientRect();
      const text = (node.textContent ?? "").trim().slice(0, 30);
      if (node.closest("svg, .hidden, .cover, ha-icon") || !box.width) {
        continue;
      }
      if (box.left < left - 1 || box.right > right + 1) {
        found.push(`${node.localName} ${text}: ${box.left} to ${box.right}`);
      } else if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth) {
        found.push(`${node.localName} ${text}: ${node.scrollWidth} in ${node.clientWidth}`);
      }
    }
    return found;
  }

  /** Controls that nobody can name who does not see them. */
  function nameless(tag) {
    return [...below(card(tag).shadowRoot)]
      .filter((node) => node.matches("button, a, input, [role=slider], [tabindex]"))
      .filter(
        (node) =>
          !(
            node.getAttribute("aria-label") ||
            node.textContent.trim() ||
            node.closest("label")?.textContent.trim()
          ),
      )
      .map((node) => node.outerHTML.slice(0, 80));
  }

  const frame = () => new Promise((done) => requestAnimationFrame(done));

  /** Milliseconds from the making of a card to the frame that shows it. */
  async function firstPaint(tag) {
    const shown = card(tag);
    const place = document.createElement("div");
    place.style.cssText = "position:fixed;inset:0 auto auto 0;width:500px;z-index:9";
    document.body.append(place);
    const started = performance.now();
    const made = document.createElement(`v2c-cloud-${tag}`);
    made.setConfig(shown.config);
    made.hass = shown.hass;
    place.append(made);
    await frame();
    const drawn = made.shadowRoot.querySelector(".sentence")?.textContent;
    await frame();
    const took = performance.now() - started;
    place.remove();
    return { took, drawn };
  }

  function places(shown) {
    return JSON.stringify(
      [shown, ...shown.shadowRoot.querySelectorAll("section > *, button, dd")].map((node) => {
        const { top, height } = node.getBoundingClientRect();
        return [Math.round(top), Math.round(height)];
      }),
    );
  }

  /** Change the states of a card so many times, as in an hour of seconds. */
  async function anHour(tag, ids, updates) {
    const shown = card(tag);
    const before = places(shown);
    let shifts = 0;
    const started = performance.now();
    let drawing = 0;
    for (let second = 0; second < updates; second += 1) {
      const states = { ...shown.hass.states };
      for (const [id, most] of Object.entries(ids)) {
        const value = Math.abs(Math.sin(second * 0.7 + most)) * most;
        states[id] = { ...states[id], state: value.toFixed(2) };
      }
      const from = performance.now();
      shown.hass = { ...shown.hass, states };
      await Promise.resolve();
      await Promise.resolve();
      drawing += performance.now() - from;
      if (places(shown) !== before) {
        shifts += 1;
      }
      if (second % 20 === 0) {
        await frame();
      }
    }
    return { shifts, perUpdate: drawing / updates, took: performance.now() - started };
  }

  /** Put cards on the page and take them off, so many times. */
  async function comeAndGo(tag, times) {
    const shown = card(tag);
    for (let time = 0; time < times; time += 1) {
      const made = document.createElement(`v2c-cloud-${tag}`);
      made.setConfig(shown.config);
      made.hass = shown.hass;
      document.body.append(made);
      await frame();
      made.remove();
    }
  }

  return { home, card, below, feedPlan, feedEntities, chooseZone, offers, faint, overflowing, nameless, firstPaint, anHour, comeAndGo };
})();
