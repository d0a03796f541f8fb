#pragma once
/// \file
/// Distributions under the null hypothesis, and the deviation that a test of a given level would have
/// detected. The p-value of NaN is NaN; nothing here throws.

#include <vector>

namespace fluxwalk::statistics {

/// Chance that a deviation of the stated resolution is detected.
inline constexpr double power = 0.9;

double normal_p(double z);                      ///< two-sided
double student_p(double t, double dof);         ///< two-sided
double chi_square_p(double value, double dof);  ///< upper tail
/// The same for Σ (n - μ)²/μ over Poisson counts; `inverse` is Σ 1/μ: small counts vary more. Pearson's type
/// III curve with the right mean, variance and third cumulant (8 dof + 22 Σ 1/μ).
double count_chi_square_p(double value, double dof, double inverse);
double fisher_p(double value, double m, double n);  ///< upper tail of F(m, n)

/// Two-sided p-value of a standardised sum with this skewness (Pearson's type III curve: a shifted gamma
/// distribution, which is exact for sums of squares and the normal at skewness 0). Twice the smaller tail.
double skewed_p(double z, double skewness);

/// Two-sided p-value of a Poisson count.
double poisson_p(double count, double mean);

/// Smallest deviation of a normal quantity that a two-sided test of level alpha catches with `power`.
double normal_resolution(double sigma, double alpha);

/// The same with an error estimated from few batches: wider, by Student's t of `dof` degrees of freedom.
double student_resolution(double error, double dof, double alpha);

/// Noncentrality that a chi-square test, or an F test, of level alpha catches with `power`.
double chi_square_noncentrality(double dof, double alpha);
double fisher_noncentrality(double m, double n, double alpha);

}  // namespace fluxwalk::statistics
