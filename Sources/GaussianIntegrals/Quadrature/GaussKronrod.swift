/// Gauss's rule of 10 nodes on [-1, 1] and Kronrod's extension of it to 21.
///
/// Nodes are the zeros of the Legendre polynomial of degree 10 and of the Stieltjes polynomial of
/// degree 11; weights make powers up to 20 exact. Both were computed with 60 digits and are
/// written out with 20; the tests hold them to the moments that define them.
///
/// - Source: A. Kronrod, Nodes and Weights of Quadrature Formulas, 1965.
package enum GaussKronrod {
  /// Nodes that are at least 0, ascending; those with an odd index belong to Gauss's rule too.
  package static let nodes: [Double] = [
    0,
    0.14887433898163121088,
    0.29439286270146019813,
    0.4333953941292471908,
    0.56275713466860468334,
    0.67940956829902440623,
    0.78081772658641689706,
    0.86506336668898451073,
    0.930157491355708226,
    0.97390652851717172008,
    0.99565716302580808074,
  ]

  /// Kronrod's weights of the nodes.
  package static let weights: [Double] = [
    0.14944555400291690566,
    0.14773910490133849137,
    0.1427759385770600808,
    0.13470921731147332593,
    0.12349197626206585108,
    0.1093871588022976419,
    0.093125454583697605535,
    0.075039674810919952767,
    0.054755896574351996031,
    0.032558162307964727479,
    0.011694638867371874278,
  ]

  /// Gauss's weights of the nodes, 0 where a node is Kronrod's alone.
  package static let gaussWeights: [Double] = [
    0,
    0.29552422471475287017,
    0,
    0.26926671930999635509,
    0,
    0.219086362515982044,
    0,
    0.14945134915058059315,
    0,
    0.066671344308688137594,
    0,
  ]
}
