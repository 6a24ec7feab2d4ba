//! How far the contract is.

use leptos::prelude::*;

use super::{
    estado::{Alcance, SecaoIndisponivel},
    tempo::Carimbo,
};
use crate::server::financeiro::{Falha, contrato::Andamento};

/// Paid and open, as a bar with its figures beside. Nothing when the ERP has no instalments.
#[component]
pub fn Progresso(
    /// As read.
    andamento: Result<Option<Andamento>, Falha>,
    /// Of one chosen contract, not of all together.
    de_um: bool,
) -> impl IntoView {
    let andamento = match andamento {
        Ok(Some(andamento)) => andamento,
        Ok(None) | Err(Falha::Desconhecido | Falha::NaoOferecido) => return ().into_any(),
        Err(falha) => {
            let consequencia =
                "Sem elas, não dá para saber se alguma está sem boleto, nem quanto do contrato já foi pago.";
            return view! {
                <SecaoIndisponivel falha assunto="suas parcelas" caminho="/" alcance=Alcance::Breve consequencia/>
            }
            .into_any();
        }
    };
    let titulo = if de_um { "Seu contrato" } else { "Suas parcelas" };
    let percentual = andamento.percentual();
    let rotulo = format!("{} de {} parcelas pagas, {percentual}%", andamento.pagas, andamento.total);
    view! {
        <section class="cartao" aria-labelledby="andamento">
            <div class="cabeca">
                <h2 id="andamento">{titulo}</h2>
                <span class="chip neutro">{format!("{percentual}% pago")}</span>
            </div>
            <svg class="progresso" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label=rotulo.clone()>
                <rect class="trilho" width="100" height="4" rx="1"></rect>
                <rect class="feito" width=percentual.to_string() height="4" rx="1"></rect>
            </svg>
            <p class="legenda">
                <span>{format!("{} de {} parcelas pagas", andamento.pagas, andamento.total)}</span>
            </p>
            <p class="legenda">
                {andamento.valor_pago.map(|v| view! { <span><strong>{v.formatado()}</strong> " pagos"</span> })}
                {andamento.valor_aberto.map(|v| view! { <span><strong>{v.formatado()}</strong> " a pagar"</span> })}
            </p>
            {(andamento.ilegiveis > 0)
                .then(|| view! { <p class="discreto">"Há linhas do extrato que não conseguimos ler; os totais podem estar incompletos."</p> })}
            <Carimbo momento=andamento.lida_em/>
        </section>
    }
    .into_any()
}
