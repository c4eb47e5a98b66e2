package io.keyturn.bench.memory;

import io.keyturn.Secrets;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.Map;

/** A store of bundles with two fields each, which keeps nothing itself, and names for all. */
final class ManyBundles implements SecretProvider {
  private static final int VALUE_LENGTH = 32;

  /** What two values take. */
  static final int VALUE_BYTES = 2 * VALUE_LENGTH;

  private static final String VERSION = "1";

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    Map<String, String> values = Map.of("user", value("u", bundle), "password", value("p", bundle));
    SecretBundle.Builder builder = SecretBundle.builder().version(VERSION);
    values.forEach(builder::field);
    return builder.build();
  }

  private static String value(String kind, SecretLocation bundle) {
    String text = kind + bundle.path();
    return text + "x".repeat(VALUE_LENGTH - text.length());
  }

  @Override
  public Outcome fetchIfChanged(SecretLocation bundle, String known) {
    return new Outcome.Unchanged();
  }

  /** Declares two names for each of so many bundles. */
  static Secrets.Builder declare(int bundles) {
    Secrets.Builder builder = Secrets.builder().store("many", new ManyBundles());
    for (int i = 0; i < bundles; i++) {
      builder.locate("USER_" + i, "many://team/app-" + i + "#user");
      builder.locate("PASSWORD_" + i, "many://team/app-" + i + "#password");
    }
    return builder;
  }
}
