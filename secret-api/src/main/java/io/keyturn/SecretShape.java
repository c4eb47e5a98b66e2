package io.keyturn;

import java.util.regex.Pattern;

/**
 * Texts that are a secret, put where the place of one is written: locations are logged and sent.
 *
 * <p>Only what its issuer gives a form that no name or path is likely to have: keys of Stripe,
 * tokens of Vault, GitHub and Slack, key ids of AWS, PEM.
 */
final class SecretShape {
  private static final int SHORTEST = "-----BEGIN ".length();

  /** Made only where a text is long enough: it would be a good part of a start. */
  private static final class Known {
    static final Pattern SHAPE =
        Pattern.compile(
            "[rs]k_(live|test)_[A-Za-z0-9]{16,}"
                + "|hvs\\.[\\w-]{20,}"
                + "|gh[oprsu]_[A-Za-z0-9]{30,}"
                + "|xox[a-z]-\\d{6,}-.*"
                + "|(AKIA|ASIA)[A-Z0-9]{16}"
                + "|-----BEGIN .*",
            Pattern.DOTALL);
  }

  private SecretShape() {}

  /**
   * Lets pass what may be a place.
   *
   * @throws IllegalArgumentException otherwise, without quoting the text
   */
  static void refuse(String text) {
    if (text.length() >= SHORTEST && Known.SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "not a place in the store; if this is the secret itself, take it out of the configuration"
              + " and rotate it");
    }
  }
}
