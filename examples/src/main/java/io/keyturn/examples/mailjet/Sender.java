package io.keyturn.examples.mailjet;

import com.mailjet.client.errors.MailjetClientRequestException;
import com.mailjet.client.errors.MailjetException;
import io.keyturn.Rotating;
import java.io.PrintStream;

/** Sends one message after the other and prints a line for each; never a key. */
final class Sender {
  private final Rotating<Mailer> mailer;
  private final PrintStream out;

  Sender(Rotating<Mailer> mailer, PrintStream out) {
    this.mailer = mailer;
    this.out = out;
  }

  /** Sends message {@code number}; returns whether Mailjet took it. */
  boolean send(int number) {
    Mailer current = mailer.get();
    String status = status(current, "Message " + number);
    out.println(
        "send %d  %s  %s  version %s"
            .formatted(number, status, current.keys().store(), current.keys().version()));
    return status.equals("200");
  }

  /** The HTTP status, or the class of what went wrong: its message may be the body of an answer. */
  private static String status(Mailer mailer, String subject) {
    try {
      return Integer.toString(mailer.send(subject));
    } catch (MailjetClientRequestException e) {
      return Integer.toString(e.getStatusCode());
    } catch (MailjetException e) {
      return e.getClass().getSimpleName();
    }
  }
}
