package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** Settings for stores under test, with credentials that nobody may tell. */
final class Stores {
  static final String REGION = "eu-west-1";
  static final String KEY_ID = "AKIATEST";

  private Stores() {}

  static ProviderSettings.Builder aws(String endpoint) {
    return aws(endpoint, KEY_ID);
  }

  static ProviderSettings.Builder aws(String endpoint, String accessKeyId) {
    return of("aws", endpoint, accessKeyId);
  }

  static ProviderSettings.Builder of(String id, String endpoint, String accessKeyId) {
    Secret key = secret();
    Secret token = secret();
    return ProviderSettings.builder(id)
        .text(AwsKeys.REGION, REGION)
        .text(AwsKeys.ENDPOINT, endpoint)
        .secret(AwsKeys.ACCESS_KEY_ID, () -> Secret.of(accessKeyId))
        .secret(AwsKeys.SECRET_ACCESS_KEY, () -> key)
        .secret(AwsKeys.SESSION_TOKEN, () -> token);
  }

  static ProviderSettings.Builder signedBy(AwsBasicCredentials keys, String endpoint) {
    return ProviderSettings.builder("aws")
        .text(AwsKeys.REGION, REGION)
        .text(AwsKeys.ENDPOINT, endpoint)
        .secret(AwsKeys.ACCESS_KEY_ID, () -> Secret.of(keys.accessKeyId()))
        .secret(AwsKeys.SECRET_ACCESS_KEY, () -> Secret.of(keys.secretAccessKey()));
  }

  /** A store that asks the agent. */
  static ProviderSettings.Builder agent(String address, Supplier<Secret> token) {
    return ProviderSettings.builder("aws")
        .text(AwsKeys.AGENT, address)
        .secret(AwsKeys.AGENT_TOKEN, token);
  }

  /** The token that a file has, with its line break; LeakGuard listens for it. */
  static Supplier<Secret> token(Path file) {
    return () -> {
      try {
        String token = Files.readString(file);
        LeakGuard.guard(token.strip());
        return Secret.of(token);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** A credential that LeakGuard listens for. */
  static Secret secret() {
    return Secret.of(LeakGuard.canary().text());
  }
}
