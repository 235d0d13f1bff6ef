/// σ of every element where its last bits do not matter, as in probabilities to draw from: twice as
/// fast as `sigmoid`.
package func logistic(_ x: consuming Tensor) -> Tensor {
  x.formMap(LogisticValue())
  return x
}
