//! Second tries: few, late enough not to arrive in a crowd, and paid for by calls that needed none.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::ErroErp;

/// Calls that pay for one second try: at most a tenth of all are asked again, or an ERP in trouble would get twice the calls.
const CHAMADAS_POR_REPETICAO: u32 = 10;

/// Second tries that can be saved up.
const SALDO_MAXIMO: u32 = 10;

#[derive(Debug, Default)]
pub(super) struct Repeticoes(Mutex<u32>);

impl Repeticoes {
    /// A call was made.
    pub(super) fn creditar(&self) {
        let mut saldo = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *saldo = (*saldo + 1).min(SALDO_MAXIMO * CHAMADAS_POR_REPETICAO);
    }

    /// Pays for a second try, when there is enough.
    pub(super) fn gastar(&self) -> bool {
        let mut saldo = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match saldo.checked_sub(CHAMADAS_POR_REPETICAO) {
            Some(resto) => {
                *saldo = resto;
                true
            }
            None => false,
        }
    }

    /// How long to wait before it.
    pub(super) fn atraso() -> Duration {
        Duration::from_millis(rand::random_range(50..=250))
    }
}

/// A failure that may be gone the next moment: the connection, or a 5xx that names no time to come back.
pub(super) const fn passageira(erro: &ErroErp) -> bool {
    matches!(erro, ErroErp::Indisponivel { tentar_em: None })
}
