//! Word clusters from plain text: positive pointwise mutual information of a word with its neighbours, its best 96
//! dimensions (randomised SVD, Halko et al. 2011), spherical k-means into 512 clusters, these again into 128 and 32.

use onrecord::extract::learn::train::Rng;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, HashMap};

const WORDS: usize = 40_000;
const LEAST: u32 = 5;
const CONTEXTS: usize = 5_000;
const DIMENSIONS: usize = 96;
const GRAINS: [usize; 3] = [512, 128, 32];

type Row = [f32; DIMENSIONS];

/// The cluster of each word, and for each cluster its middle and its coarse one.
pub(crate) fn of(sentences: &[Vec<u64>]) -> (Vec<(u64, u16)>, Vec<[u8; 2]>) {
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    for word in sentences.iter().flatten() {
        *counts.entry(*word).or_default() += 1;
    }
    let mut words: Vec<(u32, u64)> =
        counts.into_iter().filter(|c| c.1 >= LEAST).map(|(w, c)| (c, w)).collect();
    words.sort_unstable_by(|a, b| b.cmp(a));
    words.truncate(WORDS);
    if words.len() < GRAINS[0] {
        return (Vec::new(), Vec::new());
    }
    let matrix = mutual_information(sentences, &words);
    let vectors = embed(&matrix);
    let (fine, centres) = k_means(&vectors, GRAINS[0]);
    let (middle, _) = k_means(&centres, GRAINS[1]);
    let (coarse, _) = k_means(&centres, GRAINS[2]);
    let coarser = middle.iter().zip(&coarse).map(|(m, c)| [*m as u8, *c as u8]).collect();
    (words.iter().zip(fine).map(|((_, word), cluster)| (*word, cluster)).collect(), coarser)
}

/// A sparse matrix by rows.
struct Sparse {
    rows: Vec<Vec<(u32, f32)>>,
    columns: usize,
}

impl Sparse {
    fn transposed(&self) -> Self {
        let mut rows = vec![Vec::new(); self.columns];
        for (at, row) in self.rows.iter().enumerate() {
            for (column, value) in row {
                rows[*column as usize].push((at as u32, *value));
            }
        }
        Self { rows, columns: self.rows.len() }
    }

    fn times(&self, dense: &[Row]) -> Vec<Row> {
        self.rows
            .par_iter()
            .map(|row| {
                let mut sum = [0.0; DIMENSIONS];
                for (column, value) in row {
                    for (s, d) in sum.iter_mut().zip(&dense[*column as usize]) {
                        *s += value * d;
                    }
                }
                sum
            })
            .collect()
    }
}

fn mutual_information(sentences: &[Vec<u64>], words: &[(u32, u64)]) -> Sparse {
    let number: HashMap<u64, u32> = words.iter().enumerate().map(|(at, w)| (w.1, at as u32)).collect();
    let mut pairs: Vec<u64> = Vec::new();
    for sentence in sentences {
        let ids: Vec<Option<u32>> = sentence.iter().map(|w| number.get(w).copied()).collect();
        for (at, word) in ids.iter().enumerate() {
            let Some(word) = word else { continue };
            for (side, offset) in [-1_isize, 1, -2, 2].into_iter().enumerate() {
                let other = at.checked_add_signed(offset).and_then(|o| ids.get(o)).copied().flatten();
                if let Some(other) = other.filter(|o| (*o as usize) < CONTEXTS) {
                    pairs.push((u64::from(*word) << 32) + (side * CONTEXTS) as u64 + u64::from(other));
                }
            }
        }
    }
    pairs.sort_unstable();
    let columns = CONTEXTS * 4;
    let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); words.len()];
    let (mut row_sums, mut column_sums) = (vec![0_f64; words.len()], vec![0_f64; columns]);
    for run in pairs.chunk_by(|a, b| a == b) {
        let (row, column) = ((run[0] >> 32) as usize, run[0] as u32);
        rows[row].push((column, run.len() as f32));
        row_sums[row] += run.len() as f64;
        column_sums[column as usize] += run.len() as f64;
    }
    column_sums.iter_mut().for_each(|s| *s = s.powf(0.75));
    let total: f64 = column_sums.iter().sum();
    for (row, sum) in rows.iter_mut().zip(&row_sums) {
        for cell in row.iter_mut() {
            let expected = sum * column_sums[cell.0 as usize] / total;
            cell.1 = (f64::from(cell.1) / expected).ln().max(0.0) as f32;
        }
        row.retain(|cell| cell.1 > 0.0);
    }
    Sparse { rows, columns }
}

/// Unit vectors of the words in the space of the largest singular values.
fn embed(matrix: &Sparse) -> Vec<Row> {
    let transposed = matrix.transposed();
    let mut rng = Rng::new(1);
    let random = |_| std::array::from_fn(|_| if rng.next() & 1 == 0 { 1.0 } else { -1.0 });
    let start: Vec<Row> = (0..matrix.columns).map(random).collect();
    let mut left = matrix.times(&start);
    for _ in 0..4 {
        orthonormalise(&mut left);
        left = matrix.times(&transposed.times(&left));
    }
    orthonormalise(&mut left);
    let right = transposed.times(&left);
    // Eigenvectors of the small matrix turn `left` into singular vectors.
    let mut small = vec![[0_f64; DIMENSIONS]; DIMENSIONS];
    for row in &right {
        for (a, line) in row.iter().zip(&mut small) {
            for (b, cell) in row.iter().zip(line.iter_mut()) {
                *cell += f64::from(*a) * f64::from(*b);
            }
        }
    }
    let (values, turn) = eigen(small);
    left.iter()
        .map(|row| {
            let mut out: Row = [0.0; DIMENSIONS];
            for (at, cell) in out.iter_mut().enumerate() {
                let sum: f64 = row.iter().zip(&turn).map(|(x, t)| f64::from(*x) * t[at]).sum();
                *cell = (sum * values[at].max(0.0).powf(0.25)) as f32;
            }
            normalise(&mut out);
            out
        })
        .collect()
}

fn normalise(row: &mut Row) {
    let length = row.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|x| *x /= length);
    }
}

/// Makes the columns orthogonal and of length one (modified Gram and Schmidt).
fn orthonormalise(rows: &mut [Row]) {
    for column in 0..DIMENSIONS {
        for _ in 0..2 {
            let mut dots = [0_f64; DIMENSIONS];
            for row in rows.iter() {
                for (dot, x) in dots.iter_mut().zip(row).take(column) {
                    *dot += f64::from(*x) * f64::from(row[column]);
                }
            }
            for row in rows.iter_mut() {
                let off: f64 = row.iter().zip(&dots).take(column).map(|(x, d)| f64::from(*x) * d).sum();
                row[column] -= off as f32;
            }
        }
        let length = rows.iter().map(|r| f64::from(r[column]).powi(2)).sum::<f64>().sqrt().max(1e-12);
        rows.iter_mut().for_each(|r| r[column] = (f64::from(r[column]) / length) as f32);
    }
}

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix, by Jacobi's rotations.
fn eigen(mut m: Vec<[f64; DIMENSIONS]>) -> (Vec<f64>, Vec<[f64; DIMENSIONS]>) {
    let mut turn = vec![[0_f64; DIMENSIONS]; DIMENSIONS];
    turn.iter_mut().enumerate().for_each(|(at, row)| row[at] = 1.0);
    for _ in 0..30 {
        for p in 0..DIMENSIONS {
            for q in p + 1..DIMENSIONS {
                if m[p][q].abs() < 1e-12 * (m[p][p] * m[q][q]).abs().sqrt() {
                    continue;
                }
                let theta = (m[q][q] - m[p][p]) / (2.0 * m[p][q]);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for row in m.iter_mut().chain(&mut turn) {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                for at in 0..DIMENSIONS {
                    (m[p][at], m[q][at]) = (c * m[p][at] - s * m[q][at], s * m[p][at] + c * m[q][at]);
                }
            }
        }
    }
    ((0..DIMENSIONS).map(|at| m[at][at]).collect(), turn)
}

/// Spherical k-means, begun at evenly spaced rows; rows come most frequent first.
fn k_means(rows: &[Row], clusters: usize) -> (Vec<u16>, Vec<Row>) {
    let mut centres: Vec<Row> =
        (0..clusters).map(|at| rows[at * rows.len().min(clusters * 8) / clusters]).collect();
    let mut assigned = vec![0_u16; rows.len()];
    for _ in 0..25 {
        assigned = rows
            .par_iter()
            .map(|row| {
                let mut best = (f32::NEG_INFINITY, 0);
                for (at, centre) in centres.iter().enumerate() {
                    let dot: f32 = row.iter().zip(centre).map(|(a, b)| a * b).sum();
                    if dot > best.0 {
                        best = (dot, at as u16);
                    }
                }
                best.1
            })
            .collect();
        let mut sums = vec![[0_f32; DIMENSIONS]; clusters];
        for (row, cluster) in rows.iter().zip(&assigned) {
            sums[*cluster as usize].iter_mut().zip(row).for_each(|(s, x)| *s += x);
        }
        for (centre, mut sum) in centres.iter_mut().zip(sums) {
            normalise(&mut sum);
            if sum.iter().any(|x| *x != 0.0) {
                *centre = sum;
            }
        }
    }
    (assigned, centres)
}
