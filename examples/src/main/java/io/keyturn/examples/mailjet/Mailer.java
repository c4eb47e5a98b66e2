package io.keyturn.examples.mailjet;

import com.mailjet.client.MailjetClient;
import com.mailjet.client.MailjetRequest;
import com.mailjet.client.errors.MailjetException;
import com.mailjet.client.resource.Emailv31;
import java.util.List;
import java.util.Map;

/**
 * Sends mail with one pair of keys, and knows which. Thread-safe.
 *
 * @param keys the pair the client was made with
 * @param client Mailjet's own
 */
record Mailer(MailjetKeys keys, MailjetClient client) {

  /**
   * Sends a message.
   *
   * @return the HTTP status; 200 if it was taken
   * @throws MailjetException if Mailjet refused it or could not be reached; its message may be the
   *     body of the answer, so print the class only
   */
  int send(String subject) throws MailjetException {
    return post(subject, false);
  }

  /**
   * Has a message checked, with the rights of its sender, and not sent; else like {@link #send}.
   */
  int rehearse() throws MailjetException {
    return post("rehearsal", true);
  }

  private int post(String subject, boolean sandbox) throws MailjetException {
    Map<String, Object> message =
        Map.of(
            "From",
            Map.of("Email", "sender@example.com"),
            "To",
            List.of(Map.of("Email", "reader@example.com")),
            "Subject",
            subject,
            "TextPart",
            "Sent with whichever key is current.");
    // property, not setData: that one prints what it is given.
    return client
        .post(
            new MailjetRequest(Emailv31.resource)
                .property("Messages", List.of(message))
                .property("SandboxMode", sandbox))
        .getStatus();
  }
}
