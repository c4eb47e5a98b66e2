package io.keyturn.provider.vault;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The service account of a pod, whose token Kubernetes replaces in its file. */
final class ServiceAccount {
  /** Source: "Configure Service Accounts for Pods", Kubernetes. */
  static final String TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

  private ServiceAccount() {}

  static Credential credential(Path token) {
    return new Credential("file://" + token, () -> read(token));
  }

  private static Secret read(Path token) {
    try {
      return Secret.of(Files.readAllBytes(token));
    } catch (IOException | IllegalArgumentException e) { // none, empty, or far too large
      throw new VaultFailure(
          Kind.ACCESS_DENIED,
          "no login: the token of the service account cannot be read from "
              + token
              + "; outside a pod, give jwt");
    }
  }
}
