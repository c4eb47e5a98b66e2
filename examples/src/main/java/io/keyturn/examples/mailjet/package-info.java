/**
 * An application that sends mail by Mailjet, with a key that comes from configuration and turns
 * while it runs.
 *
 * <p>Start with {@link io.keyturn.examples.mailjet.Main}; what an application of your own would
 * take over is {@link io.keyturn.examples.mailjet.MailjetKeys}, {@link
 * io.keyturn.examples.mailjet.Mailjet} and {@link io.keyturn.examples.mailjet.Mailer}.
 */
@NullMarked
package io.keyturn.examples.mailjet;

import org.jspecify.annotations.NullMarked;
