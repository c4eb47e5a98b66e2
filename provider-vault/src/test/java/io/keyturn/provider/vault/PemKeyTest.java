package io.keyturn.provider.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as PEM has them; those that Vault itself writes are in {@link VaultTlsFilesTest}. */
final class PemKeyTest {
  private static final int RSA_HEADER = 26; // of PKCS#8, before the key itself

  private static PrivateKey key(String algorithm) throws Exception {
    return CertifiedKeyTest.pair(algorithm).getPrivate();
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static PrivateKey read(String pem) throws Exception {
    return PemKey.of(pem.getBytes(US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "RSASSA-PSS", "EC", "Ed25519"})
  void pkcs8_is_read(String algorithm) throws Exception {
    PrivateKey key = key(algorithm);

    assertThat(read(pem("PRIVATE KEY", key.getEncoded())).equals(key)).isTrue();
  }

  @Test
  void pkcs1_is_read_where_other_blocks_stand_around_it() throws Exception {
    PrivateKey key = key("RSA");
    byte[] pkcs1 = Arrays.copyOfRange(key.getEncoded(), RSA_HEADER, key.getEncoded().length);
    String pem =
        "text\n"
            + pem("CERTIFICATE", new byte[] {1})
            + pem("RSA PRIVATE KEY", pkcs1)
            + pem("CERTIFICATE", new byte[] {2});

    assertThat(read(pem).equals(key)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "-----BEGIN CERTIFICATE-----, AQ==",
    "-----BEGIN PRIVATE KEY-----, AQ==", // without an end
    "PRIVATE KEY-----, AQ==\n-----END PRIVATE KEY-----", // without a beginning
  })
  void no_key_is_told(String begin, String rest) {
    assertThatThrownBy(() -> read(begin + "\n" + rest))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "OPENSSH PRIVATE KEY"
      })
  void what_is_none_in_any_form_is_told(String label) {
    for (byte[] der :
        new byte[][] {{}, {0x30}, {0x30, (byte) 0x84, 127, 127, 127, 127}, {1, 2, 3}}) {
      assertThatThrownBy(() -> read(pem(label, der))).isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void one_that_is_encrypted_in_the_old_way_is_told() throws Exception {
    String pem =
        pem("RSA PRIVATE KEY", key("RSA").getEncoded())
            .replace("KEY-----\nM", "KEY-----\nProc-Type: 4,ENCRYPTED\n\nM");

    assertThatThrownBy(() -> read(pem)).isInstanceOf(GeneralSecurityException.class);
  }
}
