package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What is read of a secret, beside the contract, on moto. */
final class ReadingTest {
  private final SecretsManagerClient admin = Servers.admin(Servers.moto().address());
  private final MotoGate gate = new MotoGate(Servers.moto().address());
  private final SecretProvider provider =
      new AwsSecretProviderFactory().create(Stores.aws(gate.address()).build());
  private final String name = "reading/" + UUID.randomUUID();
  private final String value = LeakGuard.canary().text();

  @AfterEach
  void close() {
    provider.close();
    gate.close();
    admin.close();
  }

  private String create(String secret, String text) {
    return admin.createSecret(r -> r.name(secret).secretString(text)).arn();
  }

  private Secret read(String place) {
    SecretLocation location = SecretLocation.relative("aws", place);
    return provider.fetch(provider.normalize(location.bundle())).secret(location, "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#field", "#/nested/field", "?decode=base64"})
  @Witness(value = Row.CONTENT, kind = Witness.Kind.REAL)
  void of_bytes_there_is_no_part_and_nothing_to_decode(String part) {
    byte[] bytes = ("\0\u0001" + value).getBytes(StandardCharsets.UTF_8);
    admin.createSecret(r -> r.name(name).secretBinary(SdkBytes.fromByteArray(bytes)));

    assertThat(read(name).exposeBytes()).isEqualTo(bytes);
    assertThatThrownBy(() -> read(name + part))
        .isExactlyInstanceOf(SecretFormatException.class)
        .hasNoCause();
  }

  /** In aws-secretsmanager-caching-java that is a NullPointerException. */
  @Test
  @Witness(value = Row.CONTENT, kind = Witness.Kind.REAL)
  void a_text_is_read_as_bytes_too() {
    create(name, value);

    assertThat(read(name).exposeBytes()).isEqualTo(value.getBytes(StandardCharsets.UTF_8));
  }

  /** "Do not end your secret name with a hyphen followed by six characters": CreateSecret. */
  @Test
  @Witness(value = Row.ARN, kind = Witness.Kind.REAL)
  void a_name_that_ends_as_an_arn_does_is_not_mistaken_for_another() {
    String tailed = name + "-AbCdEf";
    String other = LeakGuard.canary().text();
    String arn = create(name, value);
    String tailedArn = create(tailed, other);
    String partial = arn.substring(0, arn.lastIndexOf('-'));
    Map<String, String> expected = new LinkedHashMap<>();
    List.of(name, arn, partial).forEach(place -> expected.put(place, value));
    List.of(tailed, tailedArn).forEach(place -> expected.put(place, other));

    expected.forEach((place, text) -> assertThat(read(place).exposeString()).isEqualTo(text));
    gate.forgetCounts();
    Map<SecretLocation, Optional<String>> known = new LinkedHashMap<>();
    expected.keySet().forEach(place -> known.put(at(place), Optional.empty()));
    Map<SecretLocation, Outcome> outcomes = provider.fetchAll(known);

    expected.forEach((place, text) -> assertThat(text(outcomes, at(place))).isEqualTo(text));
    assertThat(gate.all()).as("one batch").isEqualTo(1);
  }

  private static SecretLocation at(String place) {
    return SecretLocation.relative("aws", place);
  }

  private static String text(Map<SecretLocation, Outcome> outcomes, SecretLocation place) {
    return outcomes.get(place) instanceof Outcome.Fetched fetched
        ? fetched.bundle().secret(place, "1").exposeString()
        : fail("%s is not fetched", place);
  }
}
