package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Secrets;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of the store that are secrets of another store, here files. */
final class AwsKeysElsewhereTest extends WireMockTest {
  @TempDir private Path home;

  private final Map<String, String> properties = new HashMap<>();

  @BeforeEach
  void configure() throws IOException {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));
    write("AKIAFIRST");
    properties.put("keyturn.store", "aws");
    properties.put("keyturn.stores.aws.region", Stores.REGION);
    properties.put("keyturn.stores.aws.endpoint", address());
    properties.put("keyturn.stores.aws.locations.MAILJET", "prod/mailjet");
    for (String key : List.of("access-key-id", "secret-access-key", "session-token")) {
      properties.put("keyturn.stores.aws." + key, "file://" + home.resolve(key));
    }
  }

  /** As a person writes files: with a line break. */
  private void write(String id) throws IOException {
    Files.writeString(home.resolve("access-key-id"), id + "\n");
    Files.writeString(home.resolve("secret-access-key"), LeakGuard.canary().text() + "\n");
    Files.writeString(home.resolve("session-token"), LeakGuard.canary().text() + "\n");
  }

  private String token() throws IOException {
    return Files.readString(home.resolve("session-token")).strip();
  }

  @Test
  @Witness(value = Row.KEYS, kind = Witness.Kind.REQUEST)
  void the_next_request_is_signed_with_what_the_files_then_have() throws IOException {
    String first = token();
    String second;
    try (Secrets secrets = Secrets.builder().properties(properties).build()) {
      secrets.get("MAILJET");
      write("AKIASECOND");
      second = token();
      secrets.refresh("MAILJET");
    }

    assertThat(signers()).containsExactly("AKIAFIRST/eu-west-1", "AKIASECOND/eu-west-1");
    assertThat(requests("GetSecretValue"))
        .extracting(request -> request.getHeader("X-Amz-Security-Token"))
        .containsExactly(first, second);
  }
}
