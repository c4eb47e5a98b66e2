package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;

/**
 * A program that makes stores, reads a bundle of each, and tells how it went, one line a store.
 *
 * <p>An argument is a store: its id and its settings, with blanks between them.
 */
final class AwsProbe {
  static final String RESULT = "AwsProbe: ";

  private AwsProbe() {}

  public static void main(String[] arguments) {
    for (String store : arguments) {
      System.out.println(RESULT + read(store.split(" ")));
    }
  }

  private static String read(String[] words) {
    ProviderSettings.Builder settings = ProviderSettings.builder(words[0]);
    for (int i = 1; i < words.length; i++) {
      String[] setting = words[i].split("=", 2);
      new AwsSecretProviderFactory()
          .keys().stream()
              .filter(key -> key.name().equals(setting[0]))
              .forEach(key -> settings.text(key, setting[1]));
    }
    try (SecretProvider store = new AwsSecretProviderFactory().create(settings.build())) {
      store.fetch(SecretLocation.parse("aws://prod/mailjet"));
      return "fetched";
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }
}
