// SPDX-License-Identifier: Apache-2.0
package io.kratix.example;

import io.kratix.testkit.EveryContractRan;

class EveryContractRanTest implements EveryContractRan {}
