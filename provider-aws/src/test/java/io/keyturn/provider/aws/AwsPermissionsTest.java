package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.Moto;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The rights that are needed, with a moto that checks signatures and policies. */
final class AwsPermissionsTest {
  private static final SecretLocation A = SecretLocation.parse("aws://a");
  private static final SecretLocation B = SecretLocation.parse("aws://b");
  private static final Map<SecretLocation, Optional<String>> BOTH =
      Map.of(A, Optional.empty(), B, Optional.empty());

  private final Moto moto = Moto.start();

  @BeforeEach
  void seed() {
    try (SecretsManagerClient admin = Servers.admin(moto.address())) {
      admin.createSecret(r -> r.name("a").secretString(LeakGuard.canary().text()));
      admin.createSecret(r -> r.name("b").secretString(LeakGuard.canary().text()));
    }
  }

  @AfterEach
  void stop() {
    moto.close();
  }

  @Test
  @Witness(value = Row.LOOKS, kind = Witness.Kind.REAL)
  void the_two_rights_are_enough() throws Exception {
    try (SecretProvider store =
        storeOf("secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue")) {
      Optional<String> version = store.fetch(A).version();

      assertThat(store.fetchIfChanged(A, version.orElseThrow()))
          .isInstanceOf(Outcome.Unchanged.class);
      assertThat(store.fetchAll(BOTH).values())
          .hasSize(2)
          .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Fetched.class));
      assertThat(store.batchSize()).isEqualTo(20);
    }
  }

  /** That it is learned is in {@link AwsBatchTest}: moto refuses in XML, without AWS's code. */
  @Test
  @Witness(value = Row.SINGLY, kind = Witness.Kind.REAL)
  void one_right_is_enough_without_batches() throws Exception {
    try (SecretProvider store = storeOf("secretsmanager:GetSecretValue")) {
      assertThat(store.fetchAll(BOTH).values())
          .hasSize(2)
          .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Fetched.class));
    }
  }

  @Test
  void without_rights_it_is_denied() throws Exception {
    try (SecretProvider store = storeOf("secretsmanager:ListSecrets")) {
      assertThat(catchThrowableOfType(SecretException.class, () -> store.fetch(A)))
          .isExactlyInstanceOf(SecretAccessDeniedException.class);
    }
  }

  @Test
  void a_signature_by_another_key_is_denied() throws Exception {
    String keyId = keysOfUserWith("secretsmanager:GetSecretValue").group(1);
    moto.enforcePolicies();
    try (SecretProvider store = store(keyId, LeakGuard.canary().text())) {
      assertThat(catchThrowableOfType(SecretException.class, () -> store.fetch(A)))
          .isExactlyInstanceOf(SecretAccessDeniedException.class);
    }
  }

  private SecretProvider storeOf(String... actions) throws Exception {
    Matcher keys = keysOfUserWith(actions);
    LeakGuard.guard(keys.group(2));
    moto.enforcePolicies();
    return store(keys.group(1), keys.group(2));
  }

  private SecretProvider store(String keyId, String key) {
    return new AwsSecretProviderFactory()
        .create(
            ProviderSettings.builder("aws")
                .text(AwsSecretProviderFactory.REGION, Stores.REGION)
                .text(AwsSecretProviderFactory.ENDPOINT, moto.address().toString())
                .secret(AwsSecretProviderFactory.ACCESS_KEY_ID, () -> Secret.of(keyId))
                .secret(AwsSecretProviderFactory.SECRET_ACCESS_KEY, () -> Secret.of(key))
                .build());
  }

  private Matcher keysOfUserWith(String... actions) throws Exception {
    String policy =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\""
            + String.join("\",\"", actions)
            + "\"],\"Resource\":\"*\"}]}";
    iam("Action=CreateUser&UserName=keyturn");
    iam(
        "Action=PutUserPolicy&UserName=keyturn&PolicyName=p&PolicyDocument="
            + URLEncoder.encode(policy, StandardCharsets.UTF_8));
    String answer = iam("Action=CreateAccessKey&UserName=keyturn");
    Matcher keys =
        Pattern.compile(
                "(?s)<AccessKeyId>(.*)</AccessKeyId>.*<SecretAccessKey>(.*)</SecretAccessKey>")
            .matcher(answer);
    assertThat(keys.find()).as("moto has made keys").isTrue();
    return keys;
  }

  /** IAM by its Query API; its part of the SDK is not worth a jar here. */
  private String iam(String form) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(moto.address().resolve("/"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=admin/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none")
            .POST(HttpRequest.BodyPublishers.ofString(form + "&Version=2010-05-08"))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
