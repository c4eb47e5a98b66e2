package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.Moto;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
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
    String keyId =
        new MotoIam(moto.address())
            .user("keyturn", List.of("secretsmanager:GetSecretValue"))
            .accessKeyId();
    moto.enforcePolicies();
    try (SecretProvider store =
        store(AwsBasicCredentials.create(keyId, LeakGuard.canary().text()))) {
      assertThat(catchThrowableOfType(SecretException.class, () -> store.fetch(A)))
          .isExactlyInstanceOf(SecretAccessDeniedException.class);
    }
  }

  private SecretProvider storeOf(String... actions) throws Exception {
    AwsBasicCredentials keys = new MotoIam(moto.address()).user("keyturn", List.of(actions));
    moto.enforcePolicies();
    return store(keys);
  }

  private SecretProvider store(AwsBasicCredentials keys) {
    return new AwsSecretProviderFactory()
        .create(Stores.signedBy(keys, moto.address().toString()).build());
  }
}
