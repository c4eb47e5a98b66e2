package io.keyturn.examples.hikari;

import com.zaxxer.hikari.util.Credentials;
import io.keyturn.SecretName;
import io.keyturn.secret.Secret;

/**
 * A user of the database; name and password are always of one version.
 *
 * @param name the name
 * @param password the password
 */
public record DatabaseUser(
    @SecretName("DB_USERNAME") Secret name, @SecretName("DB_PASSWORD") Secret password) {

  Credentials credentials() {
    return Credentials.of(name.exposeString(), password.exposeString());
  }

  boolean is(String user, String password) {
    return name.exposeString().equals(user) && this.password.exposeString().equals(password);
  }
}
