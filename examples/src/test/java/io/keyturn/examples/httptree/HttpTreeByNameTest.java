package io.keyturn.examples.httptree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpTreeByNameTest {
  @Test
  void a_store_of_its_type_is_made_from_configuration_and_turns() {
    String old = LeakGuard.canary().text();
    String next = LeakGuard.canary().text();
    try (TreeServer server = new TreeServer()) {
      server.put("prod/STRIPE_KEY", old.getBytes(UTF_8));
      try (Secrets secrets = Secrets.builder().properties(configuration(server)).build()) {
        Rotating<Secret> key = secrets.rotating("STRIPE_KEY");
        assertThat(key.get().exposeString()).isEqualTo(old);

        server.put("prod/STRIPE_KEY", next.getBytes(UTF_8));

        assertThat(secrets.refresh("STRIPE_KEY")).as("it turned").isTrue();
        assertThat(key.get().exposeString()).isEqualTo(next);
        assertThat(secrets.refresh("STRIPE_KEY")).as("it turned again").isFalse();
      }
    }
  }

  private static Map<String, String> configuration(TreeServer server) {
    return Map.of(
        "keyturn.store", "tree",
        "keyturn.stores.tree.type", "http-tree",
        "keyturn.stores.tree.address", server.address().toString(),
        "keyturn.stores.tree.location", "prod/{name}");
  }
}
