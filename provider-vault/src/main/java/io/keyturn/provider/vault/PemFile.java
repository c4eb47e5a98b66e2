package io.keyturn.provider.vault;

import io.keyturn.provider.ProviderSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PEM file that a key of the settings names, read anew each time.
 *
 * <p>What is wrong with it is an {@link IllegalArgumentException} that names the key, and quotes
 * neither path nor content.
 */
record PemFile(ProviderSettings.Key key, String path) {

  static Optional<PemFile> of(ProviderSettings settings, ProviderSettings.Key key) {
    return settings.text(key).map(path -> new PemFile(key, path));
  }

  List<Certificate> certificates() {
    try {
      List<Certificate> certificates =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(content())));
      if (certificates.isEmpty()) {
        throw problem("without a certificate");
      }
      return certificates;
    } catch (CertificateException e) {
      throw problem("that is not PEM certificates");
    }
  }

  PrivateKey privateKey() {
    byte[] content = content();
    try {
      return PemKey.of(content);
    } catch (GeneralSecurityException e) {
      throw problem("that is not a PEM private key without a password: PKCS#8, PKCS#1 or SEC 1");
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private byte[] content() {
    try {
      return Files.readAllBytes(Path.of(path));
    } catch (IOException | InvalidPathException e) {
      throw problem("that cannot be read");
    }
  }

  private IllegalArgumentException problem(String what) {
    return new IllegalArgumentException(key.name() + " names a file " + what);
  }

  /** What shows that it changed; empty while it is not there. Links are followed. */
  Optional<Mark> mark() {
    try {
      BasicFileAttributes file = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      return Optional.of(new Mark(file.lastModifiedTime(), file.size(), file.fileKey()));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Time, size and, where there are such, the inode of a file. */
  record Mark(FileTime time, long size, @Nullable Object inode) {}
}
