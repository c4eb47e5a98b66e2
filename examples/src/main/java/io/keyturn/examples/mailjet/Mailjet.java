package io.keyturn.examples.mailjet;

import com.mailjet.client.ClientOptions;
import com.mailjet.client.MailjetClient;
import com.mailjet.client.errors.MailjetException;
import java.net.URI;
import okhttp3.OkHttpClient;

/**
 * The way to Mailjet: its address, and the one HTTP client that every {@link Mailer} shares, so
 * that a turn of the keys keeps the connections. Thread-safe.
 */
final class Mailjet {
  private final OkHttpClient http = new OkHttpClient();
  private final URI address;

  Mailjet(URI address) {
    this.address = address;
  }

  /** Makes the sender for a pair of keys; asks Mailjet nothing. */
  Mailer mailer(MailjetKeys keys) {
    // The options go straight into the client: their toString prints both halves.
    return new Mailer(
        keys,
        new MailjetClient(
            ClientOptions.builder()
                .baseUrl(address.toString())
                .apiKey(keys.apiKey().exposeString())
                .apiSecretKey(keys.secretKey().exposeString())
                .okHttpClient(http)
                .build()));
  }

  /**
   * Proves a pair by a message that Mailjet checks and does not send.
   *
   * @throws MailjetException if Mailjet refuses it, or cannot be asked
   */
  void prove(MailjetKeys candidate) throws MailjetException {
    int status = mailer(candidate).rehearse();
    if (status != 200) {
      throw new MailjetException("Mailjet answered " + status + " to a message in sandbox mode");
    }
  }
}
