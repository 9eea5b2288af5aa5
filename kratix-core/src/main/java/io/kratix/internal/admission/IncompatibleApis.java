// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

/** What becomes of a Promise whose API changes so that requests which are there would not be admitted any more. */
public enum IncompatibleApis {
    /** It is refused, and the requests are named. */
    REFUSE,
    /** It is accepted, and the requests are marked; each stays as it is until it fits again. */
    ACCEPT
}
