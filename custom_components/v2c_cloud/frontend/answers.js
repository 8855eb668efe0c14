// What the integration's actions answer.

/** Whether Home Assistant has an action of ours. */
export function hasAction(hass, name) {
  return Boolean(hass.services?.v2c_cloud?.[name]);
}

async function ask(hass, service, charger, data) {
  const { response } = await hass.callWS({
    type: "call_service",
    domain: "v2c_cloud",
    service,
    service_data: { device_id: charger.id, ...data },
    return_response: true,
  });
  return response;
}

/** The sessions of a charger that touch a range, oldest first; null is no bound. */
export async function sessionsOf(hass, charger, start, end = null) {
  const data = {};
  if (start !== null) {
    data.start = new Date(start).toISOString();
  }
  if (end !== null) {
    data.end = new Date(end).toISOString();
  }
  const { sessions } = await ask(hass, "get_sessions", charger, data);
  return sessions.map((session) => ({ ...session, charger: charger.name }));
}

/** The session that goes on, if one does. */
export async function runningSession(hass, charger) {
  const sessions = await sessionsOf(hass, charger, Date.now());
  return sessions.findLast(({ end }) => end === null) ?? null;
}

/** What EcoCharging plans for a charger. */
export function planOf(hass, charger) {
  return ask(hass, "get_plan", charger, { language: hass.language });
}
