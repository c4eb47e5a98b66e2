package io.keyturn.testservers;

import java.time.Duration;
import java.util.Map;

/**
 * A certificate authority within Vault, by its PKI engine.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs/secret/pki">Vault: PKI (API)</a>
 */
public final class VaultAuthority {
  private static final String LIFE = "240h";

  private final VaultServer vault;
  private final String mount;
  private final String certificate;

  private VaultAuthority(VaultServer vault, String mount, String certificate) {
    this.vault = vault;
    this.mount = mount;
    this.certificate = certificate;
  }

  static VaultAuthority mounted(VaultServer vault, String mount) {
    vault.api("POST", "sys/mounts/" + mount, "{\"type\":\"pki\"}");
    String root =
        vault.api(
            "POST",
            mount + "/root/generate/internal",
            Json.object(Map.of("common_name", mount, "key_type", "ec", "ttl", LIFE)));
    return new VaultAuthority(vault, mount, Json.member("certificate", root));
  }

  /** Returns its own certificate, in PEM. */
  public String certificate() {
    return certificate;
  }

  /**
   * Issues a certificate for a client or a server of 127.0.0.1.
   *
   * @param name its common name
   * @param life of a second or more
   * @param form of its private key
   */
  public Issued issue(String name, Duration life, KeyForm form) {
    vault.api(
        "POST",
        mount + "/roles/" + form,
        Json.object(
            Map.of("allow_any_name", true, "enforce_hostnames", false, "key_type", form.type)));
    String answer =
        vault.api(
            "POST",
            mount + "/issue/" + form,
            Json.object(
                Map.of(
                    "common_name",
                    name,
                    "ip_sans",
                    "127.0.0.1",
                    "ttl",
                    life.toSeconds(),
                    "private_key_format",
                    form.format)));
    return new Issued(Json.member("certificate", answer), Json.member("private_key", answer));
  }

  /** How a private key is written in PEM. */
  public enum KeyForm {
    /** An elliptic curve's, as {@code PRIVATE KEY}. */
    EC_PKCS8("ec", "pkcs8"),
    /** An elliptic curve's, as {@code EC PRIVATE KEY}. */
    EC_SEC1("ec", "der"),
    /** RSA's, as {@code PRIVATE KEY}. */
    RSA_PKCS8("rsa", "pkcs8"),
    /** RSA's, as {@code RSA PRIVATE KEY}. */
    RSA_PKCS1("rsa", "der");

    private final String type;
    private final String format;

    KeyForm(String type, String format) {
      this.type = type;
      this.format = format;
    }
  }

  /** A certificate with its key; a class, since a record would print it. */
  public static final class Issued {
    private final String certificate;
    private final String privateKey;

    private Issued(String certificate, String privateKey) {
      this.certificate = certificate;
      this.privateKey = privateKey;
    }

    /** Returns the certificate, in PEM. */
    public String certificate() {
      return certificate;
    }

    /** Returns the private key, in PEM. */
    public String privateKey() {
      return privateKey;
    }
  }
}
