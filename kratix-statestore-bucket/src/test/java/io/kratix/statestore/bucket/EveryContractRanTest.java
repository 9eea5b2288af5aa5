// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.testkit.EveryContractRan;

class EveryContractRanTest implements EveryContractRan {}
