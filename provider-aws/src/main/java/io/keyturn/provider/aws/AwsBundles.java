package io.keyturn.provider.aws;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** Bundles out of the answers of AWS. */
final class AwsBundles {
  private AwsBundles() {}

  static SecretBundle of(
      SecretLocation bundle, GetSecretValueResponse answer, Optional<Remark> remark) {
    SecretBundle.Builder builder = content(bundle, answer.secretString(), answer.secretBinary());
    Optional.ofNullable(answer.versionId()).ifPresent(builder::version);
    Optional.ofNullable(answer.createdDate()).ifPresent(builder::createdAt);
    if (bundle.param(SecretId.VERSION).isPresent()) {
      builder.fixed(); // and read once: a remark would stay for ever
    } else {
      remark.ifPresent(builder::remark);
    }
    return builder.build();
  }

  static SecretBundle of(SecretLocation bundle, SecretValueEntry answer, Optional<Remark> remark) {
    SecretBundle.Builder builder = content(bundle, answer.secretString(), answer.secretBinary());
    Optional.ofNullable(answer.versionId()).ifPresent(builder::version);
    Optional.ofNullable(answer.createdDate()).ifPresent(builder::createdAt);
    remark.ifPresent(builder::remark);
    return builder.build();
  }

  static SecretBundle.Builder content(
      SecretLocation bundle, @Nullable String text, @Nullable SdkBytes binary) {
    if (text != null) {
      return SecretBundle.builder().text(text);
    }
    if (binary != null) {
      return SecretBundle.builder().bytes(binary.asByteArrayUnsafe());
    }
    throw new SecretFormatException(bundle, "the answer has neither SecretString nor SecretBinary");
  }
}
