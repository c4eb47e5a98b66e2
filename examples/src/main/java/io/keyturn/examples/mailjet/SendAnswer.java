package io.keyturn.examples.mailjet;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * What Mailjet's Send API v3.1 answers.
 *
 * @param status the HTTP status
 * @param sent how many messages it sends
 * @param body the JSON
 * @see <a href="https://dev.mailjet.com/email/guides/send-api-v31/">Mailjet: Send API v3.1</a>
 */
record SendAnswer(int status, int sent, JSONObject body) {

  /** The answer to a wrong pair, and to an inactive one: Mailjet does not say which it is. */
  static SendAnswer unauthorized() {
    return refusal(
        401,
        Map.of(
            "ErrorMessage",
            "API key authentication/authorization failure. You may be unauthorized to access the API"
                + " or your API key may be expired. Visit API keys management section to check your"
                + " keys."));
  }

  /** The answer to a request of somebody whose keys are right. */
  static SendAnswer to(String request) {
    try {
      JSONObject json = new JSONObject(request);
      return to(json.getJSONArray("Messages"), json.optBoolean("SandboxMode"));
    } catch (JSONException e) {
      return refusal(400, Map.of("ErrorCode", "mj-0002", "ErrorMessage", "Malformed JSON"));
    }
  }

  private static SendAnswer refusal(int status, Map<String, String> why) {
    JSONObject body = new JSONObject(why);
    return new SendAnswer(
        status, 0, body.put("ErrorIdentifier", identifier()).put("StatusCode", status));
  }

  private static SendAnswer to(JSONArray messages, boolean sandbox) {
    List<JSONObject> results =
        StreamSupport.stream(messages.spliterator(), false)
            .map(message -> result((JSONObject) message, sandbox))
            .toList();
    int good = (int) results.stream().filter(r -> r.getString("Status").equals("success")).count();
    int status = good == results.size() ? 200 : 400;
    return new SendAnswer(status, sandbox ? 0 : good, new JSONObject(Map.of("Messages", results)));
  }

  private static JSONObject result(JSONObject message, boolean sandbox) {
    if (!message.has("From")) {
      return new JSONObject(Map.of("Status", "error", "Errors", List.of(missing("From"))));
    }
    List<Map<String, Object>> to =
        StreamSupport.stream(message.getJSONArray("To").spliterator(), false)
            .map(contact -> accepted((JSONObject) contact, sandbox))
            .toList();
    return new JSONObject(
        Map.of("Status", "success", "CustomID", "", "To", to, "Cc", List.of(), "Bcc", List.of()));
  }

  private static Map<String, Object> missing(String property) {
    return Map.of(
        "ErrorIdentifier",
        identifier(),
        "ErrorCode",
        "send-0003",
        "StatusCode",
        400,
        "ErrorMessage",
        property + " is missing.",
        "ErrorRelatedTo",
        List.of(property));
  }

  private static Map<String, Object> accepted(JSONObject contact, boolean sandbox) {
    return Map.of(
        "Email",
        contact.getString("Email"),
        "MessageUUID",
        sandbox ? "" : identifier(),
        "MessageID",
        sandbox ? 0 : 456,
        "MessageHref",
        "https://api.mailjet.com/v3/message/456");
  }

  private static String identifier() {
    return UUID.randomUUID().toString();
  }
}
