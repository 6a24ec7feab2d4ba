//! The methods of `uauAPI` that are called, and the only fields of their answers that are read.

macro_rules! metodos {
    ($($nome:ident, $caminho:literal, [$($campo:literal),* $(,)?];)+) => {
        /// A method of `uauAPI`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Metodo { $($nome,)+ }

        impl Metodo {
            /// All of them.
            pub(crate) const TODOS: &'static [Self] = &[$(Self::$nome,)+];

            /// `Controller/Method`; its name in logs and errors too.
            pub(crate) const fn caminho(self) -> &'static str {
                match self { $(Self::$nome => $caminho,)+ }
            }

            /// Fields that are read; all others are skipped in the bytes and never become values.
            pub(crate) const fn campos(self) -> &'static [&'static str] {
                match self { $(Self::$nome => &[$($campo),*],)+ }
            }
        }
    };
}

metodos! {
    PessoasPorDocumento, "Pessoas/ConsultarPessoasPorCPFCNPJ", ["cod_pes", "nome_pes", "AtInat_pes", "cpf_pes"];
    UnidadesCompradas, "Venda/ConsultarUnidadesCompradasPorCPFCNPJ", [
        "Empresa", "Empresa_ven", "Obra", "Obra_ven", "Venda", "Num_ven", "StatusVenda", "IdentificadorUnid",
        "DescricaoObra", "Descr_obr",
    ];
    Unidades, "Pessoas/ConsultarUnidades", [
        "Empresa", "Obra", "DescricaoObra", "Venda", "Produto", "DescricaoProduto", "Identificador",
    ];
    TiposDeParcelas, "Venda/BuscarTiposDeParcelas", ["Tipo", "Descricao"];
    ParcelasDaVenda, "Venda/ConsultarParcelasDaVenda", [
        "Empresa_reaj", "Obra_reaj", "NumVenda_reaj", "NumParc_reaj", "NumParcGer_reaj", "Tipo_reaj", "DataVenc_reaj",
        "Principal_reaj", "Valor_reaj", "JurosParc_reaj", "Correcao_reaj", "CorrecaoAtr_reaj", "Juros_reaj",
        "Multa_reaj", "ValorDescAnt_reaj",
    ];
    ParcelasRecebidas, "Venda/BuscarParcelasRecebidas", [
        "Empresa_rec", "Obra_rec", "NumVend_rec", "NumParc_Rec", "NumParcGer_Rec", "Tipo_Rec", "ParcType_Rec", "Data_Rec",
        "DataVenci_Rec", "Status_Rec", "IdxReaj_Rec", "ValorConf_Rec", "VlMultaConf_Rec", "VlJurosConf_Rec",
        "VlJurosParcConf_Rec", "VlCorrecaoConf_Rec", "VlCorrecaoAtrConf_Rec", "VlDescontoConf_Rec", "VlAcresConf_Rec",
        "VlTaxaBolConf_Rec", "VlrDescAdiant_Rec", "Valor_Rec", "VlMulta_Rec", "VlJuros_Rec", "VlJurosParc_Rec",
        "VlCorrecao_Rec", "VlCorrecaoAtr_Rec", "VlDesconto_Rec", "VlAcres_Rec", "VlTaxaBol_Rec",
    ];
    ParcelasECobrancas, "Recebiveis/ParcelasECobrancasDoCliente", [
        "Vendas", "Empresa", "Obra", "Venda", "ParcelasVenda", "NumParcela", "TipoParcela", "NumGeralParcela",
        "ValorParcela", "DataVencimento", "BoletoParcela", "CodBanco", "SeuNumero", "ValorBoleto", "PixParcela", "Txid",
        "ValorPix",
    ];
    BoletosDoCliente, "BoletoServices/ConsultarBoletosDoCliente", [
        "codEmpresa", "obraParcela", "numeroVenda", "codBanco", "seuNumero", "dataEmissao", "dataVencimento",
        "valorDocumento", "linhaDigitavel", "nossoNumero", "campoLivre",
    ];
    BoletosReimpressao, "BoletoServices/ConsultarBoletosReimpressao", [
        "Empresa_Bol", "Obra_Bol", "NumVend_Bol", "Banco_Bol", "SeuNum_Bol", "DataVenc_bol", "ValDoc_Bol",
        "LinhaDigitavel_Bol", "NossoNum_Bol",
    ];
    StatusBoleto, "BoletoServices/ConsultarStatusBoleto", ["Status", "StatusBoleto"];
    PdfBoleto, "BoletoServices/GerarPDFBoleto", [];
    PdfCarne, "BoletoServices/GerarPDFCarne", ["carne"];
    PdfExtrato, "ExtratoDoCliente/GerarPDFExtratoCliente", [];
    PdfInforme, "RelatorioIRPF/GerarPDFRelIRPF", [];
    PixPorParcelas, "Pix/PixPorParcelas", ["Sucesso", "TxId", "emv"];
    PixReimpressao, "Pix/ReimpressaoPix", ["Txid", "PixCopiaECola"];
    PixGerar, "Pix/GerarCobrancaVenda", ["Sucesso", "TxId", "emv", "Mensagens"];
    GerarBoleto, "Venda/GerarBoletoBancario", [
        "Mensagens", "Advertencias", "BoletosGerados", "Gerou", "Banco", "SeuNumero", "NossoNumero",
    ];
    AlterarVencimento, "BoletoServices/AlterarDataVencimento", ["linhaDigitavel"];
}

impl Metodo {
    /// Whether the answer is a document in base64.
    pub(crate) const fn da_documento(self) -> bool {
        matches!(self, Self::PdfBoleto | Self::PdfCarne | Self::PdfExtrato | Self::PdfInforme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_method_reads_a_password_a_login_or_a_stack_trace() {
        for metodo in Metodo::TODOS {
            for campo in metodo.campos() {
                let campo = campo.to_lowercase();
                assert!(!["senha", "login", "detalhe", "user_"].iter().any(|p| campo.contains(p)), "{campo}");
            }
        }
    }
}
