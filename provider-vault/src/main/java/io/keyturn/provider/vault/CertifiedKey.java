package io.keyturn.provider.vault;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Optional;

/** The private key of a certificate. */
final class CertifiedKey {
  private static final byte[] SIGNED = {0}; // nothing at all is not verified by EdDSA of JDK 17

  private CertifiedKey() {}

  /**
   * The key as TLS uses it with the certificate.
   *
   * @param certified the certificate's own; empty if it is another's, which the JDK would not mind
   */
  static Optional<PrivateKey> of(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (key instanceof RSAKey own && certified instanceof RSAKey shown) {
      return own.getModulus().equals(shown.getModulus())
          ? Optional.of(called(certified.getAlgorithm(), key))
          : Optional.empty();
    }
    return isSigner(key, certified) ? Optional.of(key) : Optional.empty();
  }

  /** RSA or RSASSA-PSS: with a certificate that says the other, the JDK's TLS shows none at all. */
  private static PrivateKey called(String algorithm, PrivateKey key)
      throws GeneralSecurityException {
    return key.getAlgorithm().equals(algorithm)
        ? key
        : KeyFactory.getInstance(algorithm)
            .generatePrivate(
                KeyFactory.getInstance(key.getAlgorithm())
                    .getKeySpec(key, RSAPrivateKeySpec.class));
  }

  private static boolean isSigner(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm = key.getAlgorithm();
    if (!algorithm.equals(certified.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : algorithm);
    signature.initSign(key);
    signature.update(SIGNED);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(SIGNED);
    try {
      return signature.verify(signed);
    } catch (SignatureException e) { // of another curve
      return false;
    }
  }
}
