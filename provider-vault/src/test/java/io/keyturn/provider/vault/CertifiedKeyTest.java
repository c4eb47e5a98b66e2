package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CertifiedKeyTest {
  /** One of RSA is short, to be made quickly. */
  static KeyPair pair(String algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.startsWith("RSA")) {
      generator.initialize(1024);
    }
    return generator.generateKeyPair();
  }

  private static PublicKey called(String algorithm, PublicKey key) throws Exception {
    return KeyFactory.getInstance(algorithm)
        .generatePublic(
            KeyFactory.getInstance(key.getAlgorithm()).getKeySpec(key, RSAPublicKeySpec.class));
  }

  private static RSAPrivateKeySpec numbers(PrivateKey key) throws Exception {
    return KeyFactory.getInstance(key.getAlgorithm()).getKeySpec(key, RSAPrivateKeySpec.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "RSASSA-PSS", "EC", "Ed25519"})
  void a_key_fits_its_own_certificate_alone(String algorithm) throws Exception {
    KeyPair own = pair(algorithm);

    Optional<PrivateKey> fits = CertifiedKey.of(own.getPrivate(), own.getPublic());

    assertThat(fits.orElseThrow() == own.getPrivate()).isTrue();
    assertThat(CertifiedKey.of(own.getPrivate(), pair(algorithm).getPublic())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"RSA, RSASSA-PSS", "RSASSA-PSS, RSA"})
  void a_key_of_rsa_is_called_as_its_certificate_has_it(String key, String certificate)
      throws Exception {
    KeyPair own = pair(key);

    PrivateKey fits =
        CertifiedKey.of(own.getPrivate(), called(certificate, own.getPublic())).orElseThrow();

    assertThat(fits.getAlgorithm()).isEqualTo(certificate);
    assertThat(
            numbers(fits)
                .getPrivateExponent()
                .equals(numbers(own.getPrivate()).getPrivateExponent()))
        .isTrue();
  }

  @Test
  void a_key_of_another_algorithm_fits_no_certificate() throws Exception {
    assertThat(CertifiedKey.of(pair("RSA").getPrivate(), pair("EC").getPublic())).isEmpty();
    assertThat(CertifiedKey.of(pair("EC").getPrivate(), pair("RSA").getPublic())).isEmpty();
  }
}
