package io.keyturn.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Signs JWTs by RS256, with a key of its own. */
public final class JwtIssuer {
  /** Whom its JWTs are for. */
  public static final String AUDIENCE = "vault";

  private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair keys;

  private JwtIssuer(KeyPair keys) {
    this.keys = keys;
  }

  /** One with a new key. */
  public static JwtIssuer create() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return new JwtIssuer(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the public key, in PEM. */
  public String publicKey() {
    String key = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encodedKey());
    return "-----BEGIN PUBLIC KEY-----\n" + key + "\n-----END PUBLIC KEY-----\n";
  }

  private byte[] encodedKey() {
    return keys.getPublic().getEncoded();
  }

  /**
   * Returns a JWT that no other equals.
   *
   * @param life how long it is good from now on; a negative one makes it too old
   */
  public String jwt(String subject, Duration life) {
    return jwt(subject, life, Map.of());
  }

  /** Like {@link #jwt(String, Duration)}, with more claims. */
  String jwt(String subject, Duration life, Map<String, ?> more) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new HashMap<>(more);
    claims.put("sub", subject);
    claims.put("aud", List.of(AUDIENCE)); // Kubernetes has a list
    claims.put("iat", now - 1);
    claims.put("exp", now + life.toSeconds());
    claims.put("jti", UUID.randomUUID().toString());
    return signed(
        encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encoded(Json.object(claims)));
  }

  private static String encoded(String json) {
    return URL_SAFE.encodeToString(json.getBytes(UTF_8));
  }

  private String signed(String content) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(content.getBytes(UTF_8));
      return content + "." + URL_SAFE.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
