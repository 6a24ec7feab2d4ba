//! `desenhar`: the pages of one PDF as pictures, from standard input to standard output. The server starts it for every
//! document it shows as a page; nobody types it.
//!
//! The PDF is foreign and its interpreter large. Here it has a process of its own, without the server's memory, keys, sockets
//! and environment, and with little of the machine: what breaks or runs away ends here.

use std::{
    io::{self, Read as _, Write as _},
    process::ExitCode,
};

use anyhow::Context as _;
use financeiro::server::documentos::tela::{LIMITES, PDF_MAXIMO};
use raster::Paginas;
use rustix::process::{Resource, Rlimit, setrlimit};

/// Bytes of memory: a page of a scan at its largest takes a tenth.
const MEMORIA: u64 = 512 << 20;
/// Seconds of processor time, for when nobody is left to end this process.
const PROCESSADOR: u64 = 20;

/// Reads, draws, writes.
pub(super) fn executar() -> anyhow::Result<ExitCode> {
    restringir()?;
    let mut pdf = Vec::new();
    io::stdin().lock().take(PDF_MAXIMO as u64 + 1).read_to_end(&mut pdf).context("entrada")?;
    let resultado =
        if pdf.len() > PDF_MAXIMO { Err(raster::ErroRaster::Grande) } else { raster::paginas(&pdf, LIMITES) };
    let mut saida = io::BufWriter::new(io::stdout().lock());
    Paginas::escrever(&resultado, &mut saida).context("saída")?;
    saida.flush().context("saída")?;
    Ok(ExitCode::SUCCESS)
}

/// Takes away what drawing does not need, for good: limits may be lowered by anybody and raised by nobody but root.
fn restringir() -> anyhow::Result<()> {
    let limites = [
        // Of data alone: address space is cheap, and allocators reserve a lot of it.
        (Resource::Data, MEMORIA),
        (Resource::Cpu, PROCESSADOR),
        // No file written, no process started, no core dump with somebody's document in it.
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        (Resource::Core, 0),
    ];
    for (recurso, limite) in limites {
        setrlimit(recurso, Rlimit { current: Some(limite), maximum: Some(limite) })
            .with_context(|| format!("limite de {recurso:?}"))?;
    }
    Ok(())
}
